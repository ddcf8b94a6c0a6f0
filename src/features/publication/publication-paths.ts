/** Where the pages of this wing stand inside the city. */
import { path } from '#web/path.ts';

export const publicationPath = path('/publication');
export const draftsPath = path('/publication/drafts');
export const documentPath = path('/publication/documents/:id');
export const approvePath = path('/publication/documents/:id/approve');
export const overridePath = path('/publication/documents/:id/override');
export const setAsidePath = path('/publication/documents/:id/set-aside');
export const withdrawPath = path('/publication/documents/:id/withdraw');
export const blackoutsPath = path('/publication/blackouts');
export const endBlackoutPath = path('/publication/blackouts/:id/end');

export const publishedListPath = path('/published');
export const publishedPath = path('/published/:kind/:subject');
export const publishedJsonPath = path('/published/:kind/:subject/document.json');
export const publishedCsvPath = path('/published/:kind/:subject/tables/:table');

export const publicationLinkPaths = {
  publication: (id: string) => documentPath.to({ id }),
  blackout: () => blackoutsPath.to({}),
} as const;
