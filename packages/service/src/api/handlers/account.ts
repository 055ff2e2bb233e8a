import { type Operation, ROLES } from '@fitly/contract/api';
import type { CheckedResult, Person, SignInResult } from '@fitly/identity';
import type { Desk, Handlers } from '../handler.ts';
import { RequestProblem } from '../problem-of.ts';
import { shownEmail } from './people.ts';

type AccountOperation = Extract<
  Operation,
  | ('signIn' | 'signInWithCode' | 'signInByLink' | 'signOut' | 'readAccount' | 'changeAccount' | 'setPassword')
  | ('beginSecondFactor' | 'confirmSecondFactor' | 'endSecondFactor')
>;

const DONE = { done: true } as const;
const WRONG = 'address, password or code is wrong';

export const accountHandlers: Handlers<AccountOperation> = {
  async signIn({ body }, { identity, browser, keep }) {
    const result = keep(await (await identity()).signIn.withPassword(body, browser));
    requireRight(result, WRONG);
    return { codeNeeded: result.kind === 'code_needed' };
  },
  async signInWithCode({ body }, { identity, browser, keep }) {
    requireRight(keep(await (await identity()).signIn.withCode(body.code, browser)), WRONG);
    return DONE;
  },
  async signInByLink({ body }, { identity, browser, keep }) {
    const answer = await (await identity()).signIn.redeem(body.code, browser);
    if (answer === null) throw signInFailed('the link was used already, or is older than a day');
    keep(answer);
    return DONE;
  },
  async signOut(_input, { identity, browser, keep }) {
    keep(await (await identity()).signIn.signOut(browser));
    return DONE;
  },
  readAccount: async (_input, desk) => accountOf(myself(desk)),
  async changeAccount({ body }, desk) {
    const me = myself(desk);
    const isNewAddress = body.email.toLowerCase() !== me.email;
    // By an address others give roles and links: who has one does not take another's by themselves.
    if (isNewAddress && shownEmail(me.email) !== null && me.role !== 'owner') {
      throw new RequestProblem(
        'permission_missing',
        'only an owner changes an address',
        'ask an owner of the workspace',
      );
    }
    const change = { name: body.name, ...(isNewAddress && { email: body.email }) };
    return accountOf(await (await desk.identity()).people.change(me.id, change));
  },
  async setPassword({ body }, { identity, browser, keep }) {
    requireRight(keep(await (await identity()).signIn.setPassword(body, browser)), 'the current password is wrong');
    return DONE;
  },
  async beginSecondFactor({ body }, { identity, browser, keep }) {
    const result = keep(await (await identity()).signIn.beginSecondFactor(body.password, browser));
    requireRight(result, 'the password is wrong, or there is a second factor already');
    const { uri = '', spareCodes = [] } = result.begun ?? {};
    return { uri, spareCodes: [...spareCodes] };
  },
  async confirmSecondFactor({ body }, { identity, browser, keep }) {
    const result = keep(await (await identity()).signIn.confirmSecondFactor(body.code, browser));
    requireRight(result, 'the code is wrong, or its half minute is over');
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

/** The same words for an unknown address and a wrong password. Throws `sign_in_failed`, `too_many_tries`. */
function requireRight(result: SignInResult | CheckedResult, detail: string): void {
  if (result.kind === 'failed') throw signInFailed(detail);
  if (result.kind !== 'wait') return;
  throw new RequestProblem(
    'too_many_tries',
    `after several failures the next try is looked at in ${Math.ceil(result.ms / 1_000)} s`,
    'wait, then try again; whoever runs the service can make a link: fitly team link EMAIL',
  );
}

const signInFailed = (detail: string): RequestProblem =>
  new RequestProblem('sign_in_failed', detail, 'try again, or ask an owner for a link');
