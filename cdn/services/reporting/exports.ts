import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import type { Handlers } from '@edgegraph/rest/door.ts';
import type { exportRoutes } from '@edgegraph/rest/reporting/exports.ts';
import type { ExportRequest, Exports } from '../../exports/exports.ts';

/** Links to reports as files. */
export const exportHandlers = ({ create }: Pick<Exports, 'create'>): Handlers<typeof exportRoutes> => {
  const issue = async (request: ExportRequest, viewer: Viewer) => {
    const { url, fileName, expiresAt } = await create(request, viewer);
    return { ExpiresAt: new Date(expiresAt).toISOString(), FileName: fileName, Url: url };
  };
  return {
    createExport: ({ body: { Report, Input, Format, ExpiresInSeconds } }, viewer) =>
      issue({ report: Report, input: Input, format: Format, expiresInSeconds: ExpiresInSeconds }, viewer),
    createRawLogExport: ({ body: { Input, Format, ExpiresInSeconds } }, viewer) =>
      issue({ report: 'rawlogs', input: Input, format: Format, expiresInSeconds: ExpiresInSeconds }, viewer),
  };
};
