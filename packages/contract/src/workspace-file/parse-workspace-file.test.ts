import { describe, expect, test } from 'vitest';
import { newWorkspaceYaml } from './new-workspace-yaml.ts';
import { parseWorkspaceFile } from './parse-workspace-file.ts';

function issues(kind: string, url: string, keyFile = 'secrets/a.key'): string[] {
  const text = `connections:\n  main:\n    kind: ${kind}\n    url: ${url}\n    keyFile: ${keyFile}\n`;
  const result = parseWorkspaceFile(text, 'fitly.yaml');
  return result.ok
    ? []
    : result.issues.map(({ path, line, column, message }) => `${line}:${column} ${path}: ${message}`);
}

test('the starter file is valid', () => {
  const result = parseWorkspaceFile(newWorkspaceYaml({ sandboxUrl: 'http://127.0.0.1:4100/' }), 'fitly.yaml');
  expect(result).toEqual({
    ok: true,
    workspace: {
      holdout: 0,
      missedDays: 'catch_up',
      arbitration: null,
      feeds: {},
      connections: {
        sandbox: {
          kind: 'sandbox',
          url: 'http://127.0.0.1:4100',
          keyFile: 'secrets/braze-sandbox.key',
          timeZone: 'Etc/UTC',
        },
      },
    },
  });
});

test('a holdout is a share of at most half', () => {
  const holdoutOf = (text: string) => {
    const result = parseWorkspaceFile(
      `holdout: ${text}\n${newWorkspaceYaml({ sandboxUrl: 'http://127.0.0.1:1' })}`,
      'f',
    );
    return result.ok ? result.workspace.holdout : result.issues.map(({ path, line }) => `${line} ${path}`);
  };
  expect(holdoutOf('5%')).toBe(0.05);
  expect(holdoutOf('0.5')).toBe(0.5);
  for (const wrong of ['60%', '5', '-0.1', 'some']) expect(holdoutOf(wrong)).toEqual(['1 holdout']);
});

describe('addresses', () => {
  test.each([
    ['sandbox', 'http://127.0.0.1:8080'],
    ['sandbox', 'http://localhost:8080/'],
    ['sandbox', 'http://[::1]:8080'],
    ['braze', 'https://rest.iad-01.braze.com'],
    ['braze', 'https://rest.fra-02.braze.eu'],
    ['braze', 'https://rest.us-10.braze.com/'],
  ])('%s at %s is accepted', (kind, url) => {
    expect(issues(kind, url)).toEqual([]);
  });

  test.each([
    ['sandbox', 'http://10.0.0.5:8080'],
    ['sandbox', 'http://0.0.0.0:8080'],
    ['sandbox', 'http://127.0.0.1.example.com'],
    ['sandbox', 'http://localhost.example.com'],
    ['sandbox', 'https://rest.iad-01.braze.com'],
    ['sandbox', 'http://u:p@127.0.0.1:8080'],
    ['sandbox', 'http://127.0.0.1:8080/api'],
    ['sandbox', 'nonsense'],
    ['braze', 'http://rest.iad-01.braze.com'],
    ['braze', 'https://rest.iad-01.braze.com.example.com'],
    ['braze', 'https://example.com/rest.iad-01.braze.com'],
    ['braze', 'https://rest.iad-01.braze.com:8443'],
    ['braze', 'https://key@rest.iad-01.braze.com'],
    ['braze', 'https://dashboard.braze.com'],
    ['braze', 'http://127.0.0.1:8080'],
  ])('%s at %s is refused at its place', (kind, url) => {
    const found = issues(kind, url);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^4:10 connections\.main\.url: /);
  });
});

test('arbitration is off unless it is named, and has defaults', () => {
  const arbitrationOf = (text: string) => {
    const result = parseWorkspaceFile(`${text}\nconnections: {}\n`, 'f');
    return result.ok ? result.workspace.arbitration : result.issues.map(({ path, line }) => `${line} ${path}`);
  };
  expect(arbitrationOf('')).toBeNull();
  expect(arbitrationOf('arbitration: {}')).toEqual({ floor: 0.1, losses: 5 });
  expect(arbitrationOf('arbitration: { floor: 20%, losses: 2 }')).toEqual({ floor: 0.2, losses: 2 });
  for (const wrong of ['floor: 120%', 'floor: 5', 'losses: 0', 'losses: 1.5', 'lot: 3']) {
    expect(arbitrationOf(`arbitration: { ${wrong} }`)).toEqual([`1 arbitration.${wrong.split(':')[0]}`]);
  }
});

test('a time zone goes by its IANA name or by the one that Braze shows', () => {
  const zoneOf = (zone: string) => {
    const text = newWorkspaceYaml({ sandboxUrl: 'http://127.0.0.1:1' }).replace(
      'kind: sandbox\n',
      `kind: sandbox\n    timeZone: ${zone}\n`,
    );
    const result = parseWorkspaceFile(text, 'f');
    return result.ok ? result.workspace.connections['sandbox']?.timeZone : result.issues.map(({ message }) => message);
  };
  expect(zoneOf('europe/berlin')).toBe('Europe/Berlin');
  expect(zoneOf('Eastern Time (US & Canada)')).toBe('America/New_York');
  expect(zoneOf('Berlin time')).toEqual([
    '`Berlin time` is not a time zone; expected an IANA name such as `Europe/Berlin`',
  ]);
});

test('a key in the place of its file is refused and not repeated', () => {
  for (const key of ['0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0', 'abcdefghijklmnopqrstuvwxyz0123456789']) {
    const [found] = issues('sandbox', 'http://127.0.0.1:1', key);
    expect(found).toMatch(/^5:14 connections\.main\.keyFile: This looks like a key itself/);
    expect(found).not.toContain(key);
  }
  expect(issues('sandbox', 'http://127.0.0.1:1', '[secret-value]')[0]).not.toContain('secret-value');
});

test('the key of a connection stands in a file or is a secret: one of the two, by a name', () => {
  const found = (key: string): string[] => {
    const text = `connections:\n  main:\n    kind: sandbox\n    url: http://127.0.0.1:1\n${key}`;
    const result = parseWorkspaceFile(text, 'fitly.yaml');
    return result.ok ? [] : result.issues.map(({ path, message }) => `${path}: ${message}`);
  };
  expect(found('    secret: braze\n')).toEqual([]);
  expect(found('')).toEqual([expect.stringMatching(/^connections\.main: The API key is missing; name its file/)]);
  expect(found('    secret: braze\n    keyFile: k\n')).toEqual([
    'connections.main.secret: `keyFile` says where the key is already',
  ]);
  const key = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
  expect(found(`    secret: ${key}\n`).join()).toMatch(
    /^(?!.*0f1e2d3c)connections\.main\.secret: Not the name of a secret/,
  );
});

test('all issues come at once', () => {
  const text =
    'conections:\n  Main:\n    kind: sandbx\n    url: http://10.0.0.1\n  b:\n    kind: braze\n    kyeFile: x\n';
  const result = parseWorkspaceFile(text, 'fitly.yaml');
  expect(result.ok ? [] : result.issues.map(({ path, line }) => `${line} ${path}`)).toEqual([
    '1 conections',
    '3 conections.Main.kind',
    '5 conections.b.url',
    '7 conections.b.kyeFile',
  ]);
});

describe('feeds', () => {
  const feedsOf = (text: string) => {
    const result = parseWorkspaceFile(`connections: {}\nfeeds:\n${text}`, 'fitly.yaml');
    return result.ok
      ? result.workspace.feeds
      : result.issues.map(({ path, line, column, message }) => `${line}:${column} ${path}: ${message}`);
  };
  const currents = (folder: string) => `{ kind: events, format: currents, folder: ${folder} }`;

  test('the feed of the starter file can be switched on', () => {
    const text = newWorkspaceYaml({ sandboxUrl: 'http://127.0.0.1:1', currents: true });
    expect(parseWorkspaceFile(text, 'fitly.yaml')).toMatchObject({
      workspace: {
        feeds: { braze_events: { kind: 'events', format: 'currents', folder: 'currents', required: false } },
      },
    });
  });

  test.each(['currents', '/srv/currents', '../shared/currents', 'in/currents/'])('%s may be watched', (folder) => {
    expect(feedsOf(`  a: ${currents(folder)}\n`)).toMatchObject({ a: { folder } });
  });

  test.each([
    ["''", 'The name of the folder is empty'],
    ['.', 'The folder holds everything else too'],
    ['lake/currents', '`lake` belongs to Fitly itself'],
    ['./secrets', '`secrets` belongs to Fitly itself'],
  ])('%s may not', (folder, message) => {
    expect(feedsOf(`  a: ${currents(folder)}\n`)).toEqual([expect.stringContaining(`3:48 feeds.a.folder: ${message}`)]);
  });

  test('two feeds never share a folder, and everything wrong is told with its place', () => {
    const text = `  a: ${currents('in')}\n  b: ${currents('in/b')}\n  C: { kind: rows, format: xls, folder: c }\n`;
    expect(feedsOf(text)).toEqual([
      expect.stringContaining('5:14 feeds.C.kind'),
      expect.stringContaining('5:28 feeds.C.format'),
    ]);
    expect(feedsOf(text.replace(/ {2}C.*/, ''))).toEqual([
      expect.stringContaining('4:48 feeds.b.folder: The feed `a` takes the files of this folder'),
    ]);
    expect(feedsOf(`  C: ${currents('c')}\n`)).toEqual([expect.stringContaining('3:3 feeds.C: `C` is not a name')]);
  });

  const block = (text: string) => feedsOf(text.replace(/^/gm, '  '));
  const SHOP = `shop:
  kind: events
  format: csv
  folder: feeds/shop
  columns: { customer: customer_id, event: { is: visit }, at: happened_at, id: order_no, amount: total }
  currency: EUR
  unit: 0.01
  timeZone: europe/berlin
`;

  test('a feed of files says which column holds what; what it leaves out is told apart from what it says', () => {
    const crm =
      'crm: { kind: snapshot, format: parquet, folder: crm, columns: { customer: id, asOf: { fileName: true } } }';
    expect(block(`${SHOP}${crm}\n`)).toEqual({
      shop: {
        ...{ kind: 'events', format: 'csv', folder: 'feeds/shop', required: false, timeZone: 'Europe/Berlin' },
        columns: {
          ...{ customer: 'customer_id', event: { is: 'visit' }, at: 'happened_at', id: 'order_no', amount: 'total' },
          ...{ createdAt: null, fields: {} },
        },
        ...{ currency: 'EUR', unit: 0.01 },
      },
      crm: {
        ...{ kind: 'snapshot', format: 'parquet', folder: 'crm', required: false, timeZone: null },
        columns: { customer: 'id', asOf: { fileName: true }, attributes: {} },
      },
    });
  });

  const ORDERS = `orders:
  kind: events
  format: postgres
  urlFile: secrets/shop.url
  query: |
    select * from orders;
  columns: { customer: c, event: { is: order }, at: a, createdAt: made, id: n }
`;

  test('a feed by a query says where the address is, how it reads, and by which column', () => {
    expect(block(ORDERS)).toEqual({
      orders: {
        ...{ kind: 'events', format: 'postgres', required: false, query: 'select * from orders', timeZone: null },
        ...{ url: { file: 'secrets/shop.url' }, overlapHours: 24, timeoutSeconds: 300, currency: null, unit: 1 },
        columns: {
          ...{ customer: 'c', event: { is: 'order' }, at: 'a', createdAt: 'made', id: 'n', amount: null, fields: {} },
        },
      },
    });
    const crm =
      'crm: { kind: snapshot, format: postgres, urlVariable: SHOP_URL, query: table crm, columns: { customer: id } }';
    expect(block(`${crm}\n`)).toMatchObject({
      crm: { url: { variable: 'SHOP_URL' }, query: 'table crm', columns: { asOf: null } },
    });
  });

  const APP = 'app: { kind: events, format: rest, columns: { customer: c, event: e, at: a, id: n } }\n';

  test('a feed by REST says which keys its events have, and no place', () => {
    expect(block(APP)).toEqual({
      app: {
        ...{ kind: 'events', format: 'rest', required: false, timeZone: null, currency: null, unit: 1 },
        columns: { customer: 'c', event: 'e', at: 'a', createdAt: null, id: 'n', amount: null, fields: {} },
      },
    });
  });

  test.each([
    [
      'events by REST without an id',
      APP.replace(', id: n', ''),
      'feeds.app.columns.id: `id` is missing; events by REST',
    ],
    [
      'events by REST with a folder',
      APP.replace('columns', 'folder: x, columns'),
      '`folder` is not for `format: rest`',
    ],
    [
      'events by REST with a query',
      APP.replace('columns', 'query: x, columns'),
      '`query` is for `format: postgres` only',
    ],
    [
      'snapshots by REST',
      'app: { kind: snapshot, format: rest, columns: { customer: c } }\n',
      'feeds.app.kind: REST brings events; expected `events`',
    ],
    ['a folder', ORDERS.replace('urlFile', 'folder: x\n  urlFile'), '`folder` is not for `format: postgres`'],
    ['no query', ORDERS.replace(/ {2}query: \|\n.*\n/, ''), 'feeds.orders.query: `query` is missing'],
    ['a query that writes', ORDERS.replace('select * from', 'delete from'), 'expected one statement that begins with'],
    ['no address', ORDERS.replace(/ {2}urlFile.*\n/, ''), 'feeds.orders.urlFile: `urlFile` is missing'],
    ['two addresses', ORDERS.replace('urlFile', 'urlVariable: X\n  urlFile'), '`urlFile` says where the address is'],
    ['no id', ORDERS.replace(', id: n', ''), 'feeds.orders.columns.id: `id` is missing; events of a query need it'],
    [
      'no creation time',
      ORDERS.replace(' createdAt: made,', ''),
      'feeds.orders.columns.createdAt: `createdAt` is missing',
    ],
    ['a query for files', SHOP.replace('unit:', 'query: select 1\n  unit:'), '`query` is for `format: postgres` only'],
    ['files without a folder', SHOP.replace(/ {2}folder.*\n/, ''), 'feeds.shop.folder: `folder` is missing'],
  ])('%s: told', (_, text, message) => {
    expect(block(text)).toEqual(expect.arrayContaining([expect.stringContaining(message)]));
  });

  test('an address in the place of its file is refused and not repeated', () => {
    const [found] = block(ORDERS.replace('secrets/shop.url', 'postgres://u:planted@h/d')) as string[];
    expect(found).toMatch(/feeds\.orders\.urlFile: This looks like the address itself/);
    expect(found).not.toContain('planted');
  });

  test.each([
    [
      'no columns',
      SHOP.replace(/ {2}columns.*\n/, ''),
      '3:3 feeds.shop.columns: `columns` is missing; expected `{ customer: …, event: …, at: … }`',
    ],
    [
      'no instant',
      SHOP.replace('at: happened_at, ', ''),
      'feeds.shop.columns.at: `at` is missing; `kind: events` needs it',
    ],
    ['a typo', SHOP.replace('customer: c', 'custmer: c'), 'Unknown key `custmer`; did you mean `customer`?'],
    [
      'a column of the other kind',
      SHOP.replace('id: order_no', 'asOf: day'),
      'feeds.shop.columns.asOf: `asOf` is not for `kind: events`',
    ],
    [
      'money that is not there',
      SHOP.replace(', amount: total', ''),
      'feeds.shop.unit: `unit` is of `columns.amount`, which is missing',
    ],
    ['an unknown zone', SHOP.replace('europe/berlin', 'Mars'), 'feeds.shop.timeZone: `Mars` is not a time zone'],
    [
      'no currency',
      SHOP.replace('EUR', 'euro'),
      'feeds.shop.currency: The value is not valid: expected an ISO 4217 code',
    ],
    [
      'Currents with columns',
      SHOP.replace('csv', 'currents'),
      'feeds.shop.columns: `columns` is not for `format: currents`',
    ],
    [
      'a snapshot of events',
      SHOP.replace('events', 'snapshot'),
      'feeds.shop.columns.event: `event` is not for `kind: snapshot`',
    ],
  ])('%s: told', (_, text, message) => {
    expect(block(text)).toEqual(expect.arrayContaining([expect.stringContaining(message)]));
  });
});
