import type { EdgeCname, Origin } from '@edgegraph/rest/mcc.ts';

/** An origin on HTTP Large as REST answers it. */
export const origin = (Id: number, more: Partial<Origin> = {}): Origin => ({
  Id,
  MediaTypeId: 3,
  DirectoryName: `directory-${Id}`,
  HostHeader: 'www.example.com',
  HttpFullUrl: null,
  HttpHostnames: [
    { Name: 'http://b.example.com:80', Ordinal: 1, IsPrimary: 0 },
    { Name: 'http://a.example.com:80', Ordinal: 0, IsPrimary: 1 },
  ],
  HttpLoadBalancing: 'RR',
  HttpsFullUrl: null,
  HttpsHostnames: null,
  HttpsLoadBalancing: null,
  networkConfiguration: 2,
  ShieldPOPs: [{ Name: null, POPCode: 'LAX', Region: null }],
  ...more,
});

/** An edge CNAME on HTTP Large as REST answers it. */
export const edgeCname = (Id: number, more: Partial<EdgeCname> = {}): EdgeCname => ({
  Id,
  MediaTypeId: 3,
  Name: `www${Id}.example.com`,
  DirPath: 'static',
  EnableCustomReports: 1,
  OriginId: 7,
  OriginString: '/800001/directory-7',
  ...more,
});
