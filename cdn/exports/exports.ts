import { allows } from '@edgegraph/permissions/grants.ts';
import type { OnDenied } from '@edgegraph/permissions/denial.ts';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import type { Door } from '@edgegraph/rest/door.ts';
import { RestError, badRequest } from '@edgegraph/rest/error.ts';
import type { ExportFormat } from '@edgegraph/rest/reporting/exports.ts';
import { requirementOf } from '@edgegraph/rest/route.ts';
import { describe } from '@edgegraph/schema/errors.ts';
import type { AccessEventKind } from '@edgegraph/rest/access-log.ts';
import { type FileFormat, type Row, fileFormats } from './formats.ts';
import type { ExportLink, LinkSigner } from './link.ts';
import { type Ask, type Input, type ReportName, reports } from './reports.ts';

/** What an export shall be. */
export interface ExportRequest {
  readonly report: ReportName;
  readonly input: Input;
  readonly format: ExportFormat;
  readonly expiresInSeconds: number;
}

/** A link as it is handed out. */
export interface IssuedLink {
  /** A path on the server. */
  readonly url: string;
  readonly fileName: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** A file on its way. */
export interface ExportFile {
  readonly name: string;
  readonly accountNumber: string;
  readonly format: FileFormat;
  readonly columns: readonly string[];
  /** Each page is asked for as it is read, and under the token's rights as they are then. */
  readonly pages: AsyncIterable<readonly Row[]>;
  /** Puts the download into the access log. */
  record(): Promise<void>;
}

export interface Exports {
  /** Makes a link. Throws 400 for a report that can't be given; its problems are below `Input`. */
  create(request: ExportRequest, viewer: Viewer): Promise<IssuedLink>;
  /** The file behind a signed text, whoever has it. Throws RestError: 403 forged or no longer allowed, 410 expired. */
  open(signed: string, address: string | undefined): Promise<ExportFile>;
}

export interface ExportsOptions {
  readonly run: Door['run'];
  readonly signer: LinkSigner;
  /** Whose token it is, by its id; null if it was revoked, has ended or may not be used from the address. */
  readonly findViewer: (tokenId: number, address?: string) => Promise<Viewer | null>;
  readonly record: (kind: AccessEventKind, viewer: Viewer, detail: string) => Promise<void>;
  readonly onDenied: OnDenied;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** Where the signed text follows. */
export const exportsPath = '/exports/';

/** What servers and clients along the way take of a path without trouble. */
const longestLink = 8000;

/** Exports by links that are signed, end, and are good for what their token may do when they are used. */
export function createExports({ run, signer, findViewer, record, onDenied, clock }: ExportsOptions): Exports {
  /** Asks the report's route for whoever has the token now. */
  const askFor = ({ report, tokenId, accountNumber }: ExportLink, address: string | undefined) => {
    const { route } = reports[report];
    const requirement = requirementOf(route);
    const admit = async (): Promise<Viewer> => {
      const viewer = await findViewer(tokenId, address);
      if (viewer?.accountNumber !== accountNumber) throw new RestError(403, 'The token that made this link was revoked, has ended, or may not be used from here; make a link with another one.');
      if (allows(viewer, requirement)) return viewer;
      onDenied({ viewer, where: `GET ${exportsPath}… (${report})`, reason: `needs ${describe(requirement)}` });
      throw new RestError(403, `The user who made this link lacks ${describe(requirement)}; an administrator grants it on the Users page.`);
    };
    // The route answers what its report reads.
    const ask: Ask = async (input) => (await run(route, input, await admit())) as Awaited<ReturnType<Ask>>;
    return { admit, ask };
  };

  return {
    async create({ report, input, format, expiresInSeconds }, viewer) {
      const { token, accountNumber } = viewer;
      if (token === undefined) throw new RestError(400, 'A link needs the token that it is made with to be known.');
      const requirement = requirementOf(reports[report].route);
      if (!allows(viewer, requirement)) {
        throw new RestError(400, `The link would be good for nothing: this token lacks ${describe(requirement)}, which the download needs.`);
      }
      const unknown = Object.keys(input).filter((name) => !reports[report].members.includes(name));
      if (unknown.length > 0) {
        throw badRequest(unknown.map((name) => ({ path: `Input.${name}`, message: `is no parameter of this export; it has ${reports[report].members.join(', ')}.` })));
      }
      // What is wrong with it is told now, not to whoever gets the link.
      await firstPage(reports[report].pages(async (page) => (await run(reports[report].route, page, viewer)) as Awaited<ReturnType<Ask>>, input)).catch((error: unknown) => {
        throw belowInput(error);
      });
      const expiresAt = clock() + expiresInSeconds * 1000;
      const url = exportsPath + signer.sign({ report, input, format, accountNumber, tokenId: token.id, expiresAt });
      if (url.length > longestLink) throw badRequest([{ path: 'Input', message: `makes a link of ${url.length} characters, of at most ${longestLink}; name fewer values.` }]);
      await record('EXPORT_CREATED', viewer, detailOf(report, format, input));
      return { url, fileName: fileNameOf(report, format, input), expiresAt };
    },

    async open(signed, address) {
      const link = signer.read(signed);
      if (!link) throw new RestError(403, 'This is no link that was made here, or it was changed or cut on its way; make a new one with createExport.');
      if (link.expiresAt <= clock()) throw new RestError(410, 'This link has expired; make a new one with createExport.');
      const { report, format, input, accountNumber } = link;
      const { admit, ask } = askFor(link, address);
      const viewer = await admit();
      return {
        name: fileNameOf(report, format, input),
        accountNumber,
        format: fileFormats[format],
        columns: reports[report].columns(input),
        pages: reports[report].pages(ask, input),
        record: () => record('EXPORT_DOWNLOADED', viewer, detailOf(report, format, input)),
      };
    },
  };
}

async function firstPage(pages: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of pages) return;
}

function belowInput(error: unknown): unknown {
  if (!(error instanceof RestError) || error.status !== 400) return error;
  return badRequest(error.problems.map(({ path, message }) => ({ path: `Input.${path}`, message })));
}

const datesOf = ({ begindate, enddate }: Input): string[] => [begindate, enddate].filter((date) => date !== undefined).map((date) => String(date));

/** `traffic-2015-05-17-2015-05-20.csv`. The dates were taken by the route: digits, `-`, `:` and `T` alone. */
const fileNameOf = (report: ReportName, format: ExportFormat, input: Input): string =>
  `${[reports[report].fileName, ...datesOf(input)].join('-').replaceAll(/[^\w-]/g, '')}.${fileFormats[format].extension}`;

const detailOf = (report: ReportName, format: ExportFormat, input: Input): string => `${report} of ${datesOf(input).join(' to ')} as ${format}`;
