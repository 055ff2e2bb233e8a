import { readFile } from 'node:fs/promises';
import { ERROR_CATALOGUE, type ErrorCode } from '@fitly/core/errors';
import { describe, expect, it } from 'vitest';
import { ApiError, createClient } from './client.ts';
import { openApiDocument } from './openapi.ts';
import { statusOf, titleOf } from './problem.ts';
import { apiReferenceFiles } from './reference.ts';

it.each(Object.entries(apiReferenceFiles(openApiDocument('0.1.0'))))(
  '%s says what the operations say (run packages/contract/scripts/write-api-reference.ts after a change)',
  async (path, text) => {
    expect(await readFile(new URL(`../../../../${path}`, import.meta.url), 'utf8')).toBe(text);
  },
);

it('every code of the catalogue has a status with a title of its own', () => {
  for (const code of Object.keys(ERROR_CATALOGUE) as ErrorCode[]) {
    expect(statusOf(code), code).toBeGreaterThanOrEqual(400);
    expect(titleOf(statusOf(code)), code).not.toBe('The request failed');
  }
});

describe('the client', () => {
  const answering = (status: number, answer: unknown) => {
    const asked: { url: string; init: RequestInit }[] = [];
    const fetch = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
      asked.push({ url: String(url), init });
      return new Response(JSON.stringify(answer), { status });
    };
    return { asked, client: createClient({ baseUrl: 'http://127.0.0.1:8410', key: 'k', fetch }) };
  };

  it('puts every part where it belongs, and escapes what stands in an address', async () => {
    const { asked, client } = answering(200, { items: [], next: null });
    await client.listRuns({ params: { agent: 'a/b' }, query: { limit: '5', cursor: 'a b' } });
    expect(asked[0]!.url).toBe('http://127.0.0.1:8410/api/v1/agents/a%2Fb/runs?limit=5&cursor=a+b');
    expect(asked[0]!.init).toMatchObject({ method: 'GET', headers: { authorization: 'Bearer k' } });
    expect(asked[0]!.init.body).toBeUndefined();
  });

  it('rejects with the problem that the service answered', async () => {
    const problem = {
      ...{
        type: 'urn:fitly:problem:agent_unknown',
        title: 'There is no such thing',
        status: 404,
        code: 'agent_unknown',
      },
      ...{ detail: 'there is no agent "x"', next: null, issues: [] },
    };
    const failure = await answering(404, problem)
      .client.readAgent({ params: { agent: 'x' } })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApiError);
    expect(failure).toMatchObject({ message: 'there is no agent "x"', problem });
  });
});
