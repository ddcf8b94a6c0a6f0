/** The doors of this wing: what the scanner has to say. */
import { hashPattern } from '#platform/files.ts';
import { notFound } from '#platform/errors.ts';
import { scanCounts, scanOf, scansIn, scannerSays } from '#platform/file-scans.ts';
import type { LinkKind } from '#rules/links.ts';
import { type Answer, type Page, staffPage } from '#web/page.ts';
import { get, type NavEntry, type Route } from '#web/route.ts';
import { uploadActs } from './upload-acts.ts';
import { uploadPage, uploadsPage } from './upload-pages.ts';
import { uploadPath, uploadsPath } from './upload-paths.ts';
import type { FileUses } from './upload-questions.ts';

const listed = 100;

export function uploadRoutes(usesOf: FileUses): Route[] {
  return [
    get(uploadsPath, { permission: uploadActs.read, event: 'none', handle: (page) => showUploads(page, usesOf) }),
    get(uploadPath, { permission: uploadActs.read, event: 'none', handle: (page) => showUpload(page, usesOf) }),
  ];
}

export const uploadNav: readonly NavEntry[] = [
  { path: '/uploads', labelKey: 'upload.nav.uploads', act: uploadActs.read, order: 87, under: '/administration' },
];

export const uploadLinkPaths = {
  upload: (id: string) => uploadPath.to({ file: id }),
} as const satisfies Partial<Record<LinkKind, (id: string) => string>>;

async function showUploads(page: Page, usesOf: FileUses): Promise<Answer> {
  const { city } = page;
  const [counts, infected, open, says] = await Promise.all([
    scanCounts(city),
    scansIn(city.db, ['infected'], listed),
    city.scanner ? scansIn(city.db, ['waiting', 'not_scanned'], listed) : [],
    scannerSays(city),
  ]);
  const uses = await usesOf(
    city,
    [...infected, ...open].map((row) => row.sha256),
  );
  return staffPage(page.t('upload.page.title'), uploadsPage(page, { counts, infected, open, says, uses }), {
    isWide: true,
  });
}

async function showUpload(page: Page, usesOf: FileUses): Promise<Answer> {
  const sha256 = page.params.file ?? '';
  const scan = hashPattern.test(sha256) ? await scanOf(page.city.db, sha256) : undefined;
  if (!scan) throw notFound();
  const uses = await usesOf(page.city, [sha256]);
  return staffPage(page.t('upload.one.title'), uploadPage(page, scan, uses));
}
