/** The paths of this wing. */
import { path } from '#web/path.ts';

export const uploadsPath = path('/uploads');
export const uploadPath = path('/uploads/:file');
