import { expect, test } from 'vitest';
import { checkApiUrl, checkDownloadUrl, isPublicAddress } from './hosts.ts';

test.each(['http://127.0.0.1:4000', 'http://localhost:4000/', 'http://[::1]:4000'])('%s may be a sandbox', (url) => {
  expect(checkApiUrl(url, 'sandbox').protocol).toBe('http:');
});

test.each([
  'https://rest.iad-01.braze.com',
  'http://10.0.0.1:4000',
  'http://127.0.0.1.example.com',
  'http://user:secret@127.0.0.1:4000',
  'http://127.0.0.1:4000/path?x=secret',
  'file:///etc/passwd',
  'nonsense',
])('%s is no sandbox', (url) => {
  expect(() => checkApiUrl(url, 'sandbox')).toThrow(expect.objectContaining({ code: 'sandbox_only' }));
  expect(() => checkApiUrl(url, 'sandbox')).not.toThrow(/secret/);
});

test.each(['https://rest.iad-01.braze.com', 'https://rest.fra-02.braze.eu', 'https://rest.us-10.braze.com/'])(
  '%s is a Braze instance',
  (url) => {
    expect(checkApiUrl(url, 'braze').protocol).toBe('https:');
  },
);

test.each([
  'http://rest.iad-01.braze.com',
  'https://rest.iad-01.braze.com.evil.example',
  'https://rest.iad-01.braze.com:8443',
  'https://127.0.0.1',
  'https://dashboard.braze.com',
  'https://key@rest.iad-01.braze.com',
])('%s is not', (url) => {
  expect(() => checkApiUrl(url, 'braze')).toThrow(expect.objectContaining({ code: 'braze_url_invalid' }));
});

const api = new URL('http://127.0.0.1:4000');

test('a sandbox serves its exports itself', async () => {
  await expect(checkDownloadUrl('http://127.0.0.1:4000/x.zip', api, 'sandbox')).resolves.toBeInstanceOf(URL);
  await expect(checkDownloadUrl('http://127.0.0.1:4001/x.zip', api, 'sandbox')).rejects.toMatchObject({
    code: 'braze_refused',
  });
});

test.each([
  'http://bucket.s3.amazonaws.com/x.zip',
  'https://169.254.169.254/latest/meta-data',
  'https://[::ffff:127.0.0.1]/x',
  'https://0x7f000001/x',
  'https://localhost/x.zip',
  'https://user@bucket.s3.amazonaws.com/x.zip',
])('an export is not fetched from %s', async (url) => {
  await expect(checkDownloadUrl(url, api, 'braze')).rejects.toMatchObject({ code: 'braze_refused' });
});

test.each([
  ['8.8.8.8', true],
  ['10.1.2.3', false],
  ['100.64.0.1', false],
  ['127.0.0.1', false],
  ['169.254.169.254', false],
  ['172.31.255.255', false],
  ['192.168.0.1', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::ffff:10.0.0.1', false],
  ['fd00::1', false],
  ['fe80::1', false],
  ['64:ff9b::a00:1', false],
  ['2002:a00:1::', false],
  ['2606:4700::1111', true],
  ['nonsense', false],
])('%s is public: %s', (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});

test('an operator may allow a gateway by its whole name; https and no port hold for it too', () => {
  const allowed = ['braze-gateway.example.com'];
  expect(checkApiUrl('https://braze-gateway.example.com', 'braze', allowed).host).toBe(allowed[0]);
  for (const url of [
    'http://braze-gateway.example.com',
    'https://braze-gateway.example.com:8443',
    'https://x.braze-gateway.example.com',
    'https://braze-gateway.example.com.',
  ]) {
    expect(() => checkApiUrl(url, 'braze', allowed)).toThrow(expect.objectContaining({ code: 'braze_url_invalid' }));
  }
});

test.each([
  'https://rest.iad-01.braze.com.',
  'https://rest.iad-01.braze.com@127.0.0.1',
  'https://rest%2eiad-01.braze.com.evil.example',
  'https://2130706433',
  'https://0177.0.0.1',
  'https://[::ffff:127.0.0.1]',
  'https://169.254.169.254',
  'https://rest.iad-01.braze.com/users',
  'https://rest.iad-01.braze.com/?next=http://127.0.0.1',
  'https://rest.iad-01.brаze.com',
])('%s is not either', (url) => {
  expect(() => checkApiUrl(url, 'braze')).toThrow(expect.objectContaining({ code: 'braze_url_invalid' }));
});

test.each([
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `https://rest.iad-0${n}.braze.com`),
  'https://rest.us-10.braze.com',
  'https://rest.fra-01.braze.eu',
  'https://rest.fra-02.braze.eu',
  'https://rest.au-01.braze.com',
  'https://rest.id-01.braze.com',
  'https://rest.jp-01.braze.com',
  'https://rest.kr-01.braze.com',
])('the documented instance %s is known', (url) => {
  expect(checkApiUrl(url, 'braze').href).toBe(`${url}/`);
});
