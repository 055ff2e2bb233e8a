import { expect, test } from 'vitest';
import { callsOf, countsOf, judgeFlushes } from './syscalls.ts';

const write = '[pid 12] pwrite64(21</data/state.db-wal>, "…"..., 4096, 0) = 4096';
const flush = '[pid 12] fdatasync(21</data/state.db-wal>) = 0';
const post = '12 write(30<TCP:[127.0.0.1:5->127.0.0.1:8411]>, "POST /campaigns/trigger/send HTTP/1.1"..., 900) = 900';

test.each([
  ['flushed before it leaves', [write, flush, post], 0],
  ['written after the last flush', [write, flush, write, post], 1],
  ['not written at all', [post], 0],
  ['one flush covers what was written before it', [write, write, flush, post, post], 0],
])('%s', (_name, lines, unflushed) => {
  const verdict = judgeFlushes(callsOf(lines.join('\n')));
  expect(verdict).toMatchObject({ unflushed, posts: lines.filter((line) => line === post).length });
});

test('calls are counted for each thread and each name, as strace counts them', () => {
  const trace = ['12 write(1</a>, "x", 1) = 1', '12 fsync(2</b>) = 0', '13 write(1</a>, "x", 1 <unfinished ...>'];
  const second = ['12 write(1</a>, "x", 1) = 1', '13 <... write resumed>) = 1', '12 +++ exited with 0 +++'];
  expect([...countsOf([...trace, ...second].join('\n'))]).toEqual([
    ['write', 2],
    ['fsync', 1],
  ]);
});

test('triggers are under way from their first byte until their connection is closed', () => {
  const to = (port: number) => post.replace(':5->', `:${port}->`);
  const close = '12 close(30<TCP:[127.0.0.1:5->127.0.0.1:8411]>) = 0';
  const trace = [write, flush, to(5), to(6), close, to(7)].join('\n');
  expect(judgeFlushes(callsOf(trace))).toMatchObject({ posts: 3, mostUnderWay: 2 });
});
