import { type Operation, ROLES } from '@fitly/contract/api';
import type { Person, SignInResult } from '@fitly/identity';
import type { Desk, Handlers } from '../handler.ts';
import { RequestProblem } from '../problem-of.ts';
import { shownEmail } from './people.ts';

type AccountOperation = Extract<
  Operation,
  | ('readWaysIn' | 'signIn' | 'signInWithCode' | 'signOut' | 'readAccount' | 'changeAccount' | 'setPassword')
  | ('beginSecondFactor' | 'confirmSecondFactor' | 'endSecondFactor')
>;

const DONE = { done: true } as const;

export const accountHandlers: Handlers<AccountOperation> = {
  readWaysIn: async () => ({ password: true, openId: false }),
  async signIn({ body }, { identity, browser, keep }) {
    const result = taken(keep(await (await identity()).signIn.withPassword(body, browser)));
    return { codeNeeded: result.kind === 'code_needed' };
  },
  async signInWithCode({ body }, { identity, browser, keep }) {
    taken(keep(await (await identity()).signIn.withCode(body.code, browser)));
    return DONE;
  },
  async signOut(_input, { identity, browser, keep }) {
    keep(await (await identity()).signIn.signOut(browser));
    return DONE;
  },
  readAccount: async (_input, desk) => accountOf(myself(desk)),
  async changeAccount({ body }, desk) {
    return accountOf(await (await desk.identity()).people.change(myself(desk).id, body));
  },
  async setPassword({ body }, { identity, browser, keep }) {
    requireRight(keep(await (await identity()).signIn.setPassword(body, browser)), 'the current password is wrong');
    return DONE;
  },
  async beginSecondFactor({ body }, { identity, browser }) {
    const begun = await (await identity()).signIn.beginSecondFactor(body.password, browser);
    requireRight(begun !== null, 'the password is wrong, or there is a second factor already');
    return { uri: begun.uri, spareCodes: [...begun.spareCodes] };
  },
  async confirmSecondFactor({ body }, { identity, browser, keep }) {
    const right = keep(await (await identity()).signIn.confirmSecondFactor(body.code, browser));
    requireRight(right, 'the code is wrong, or its half minute is over');
    return DONE;
  },
  async endSecondFactor({ body }, { identity, browser, keep }) {
    requireRight(
      keep(await (await identity()).signIn.endSecondFactor(body.password, browser)),
      'the password is wrong',
    );
    return DONE;
  },
};

/** `requireAllowed` has let nobody else come here. */
function myself({ caller }: Desk): Person {
  if (caller.kind === 'person') return caller.person;
  throw new RequestProblem('person_needed', 'this concerns whoever has signed in');
}

const accountOf = ({ name, email, role, hasPassword, secondFactor }: Person) => ({
  ...{ name, email: shownEmail(email), role, hasPassword, secondFactor },
  permissions: [...ROLES[role]],
});

/** The same words for an unknown address and a wrong password. */
function taken(result: SignInResult): SignInResult {
  if (result.kind === 'failed') requireRight(false, 'address, password or code is wrong');
  if (result.kind === 'wait') {
    const seconds = Math.ceil(result.ms / 1_000);
    throw new RequestProblem(
      'too_many_tries',
      `after several failures the next try is looked at in ${seconds} s`,
      'wait, then try again; whoever runs the service can make a link: fitly team link EMAIL',
    );
  }
  return result;
}

function requireRight(isRight: boolean, detail: string): asserts isRight {
  if (!isRight) throw new RequestProblem('sign_in_failed', detail, 'try again, or ask an owner for a link');
}
