/** Whether the file store of each city can be used as it is set up, before anybody hands something in. */
import { join } from 'node:path';
import { CommandRefused } from '#platform/command.ts';
import type { Config } from '#platform/config.ts';
import { diskFiles } from '#platform/files.ts';
import { largestObjectBytes, readObjectStoreAddress, s3Files } from '#platform/files-s3.ts';

/** Throws CommandRefused with one sentence. */
export async function checkStores({ cities, dataFolder, objectStore, maxUploadBytes }: Config): Promise<void> {
  if (objectStore && maxUploadBytes > largestObjectBytes)
    throw new CommandRefused(
      'STEWARD_MAX_UPLOAD_MB is 5000 at most with STEWARD_FILES: S3 takes no more in one request.',
    );
  for (const { slug } of cities) {
    const folder = join(dataFolder, 'files', slug);
    const files = objectStore
      ? s3Files(readObjectStoreAddress(objectStore), slug, join(folder, 'incoming'))
      : diskFiles(folder);
    await files.check().catch((error: Error) => {
      throw new CommandRefused(`${error.message}.`);
    });
  }
}
