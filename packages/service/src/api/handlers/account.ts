import { type Operation, ROLES } from '@fitly/contract/api';
import type { Answer, CheckedResult, Person, SignInResult } from '@fitly/identity';
import { nameOfPerson, personObject } from '../../auditing/objects.ts';
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
  async signIn({ body }, desk) {
    const { people, signIn } = await desk.identity();
    const known = await people.byEmail(body.email).catch(() => null);
    desk.note({ object: known === null ? 'an unknown address' : personObject(known) });
    const answer = await signIn.withPassword(body, desk.browser);
    const result = desk.keep(answer);
    requireRight(result, WRONG);
    if (result.kind === 'code_needed') desk.note({ after: { codeNeeded: true } });
    else await noteEntered(desk, answer);
    return { codeNeeded: result.kind === 'code_needed' };
  },
  async signInWithCode({ body }, desk) {
    desk.note({ object: 'a code of the second factor' });
    const answer = await (await desk.identity()).signIn.withCode(body.code, desk.browser);
    requireRight(desk.keep(answer), WRONG);
    await noteEntered(desk, answer);
    return DONE;
  },
  async signInByLink({ body }, desk) {
    desk.note({ object: 'a link' });
    const answer = await (await desk.identity()).signIn.redeem(body.code, desk.browser);
    if (answer === null) throw signInFailed('the link was used already, or is older than a day');
    desk.keep(answer);
    await noteEntered(desk, answer);
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
    desk.note({ before: { name: me.name, email: me.email }, after: { name: body.name, email: body.email } });
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

/** Who has come in, by the session that the answer begins. */
async function noteEntered({ identity, note }: Desk, { cookies }: Answer<unknown>): Promise<void> {
  const cookie = cookies.map((each) => each.split(';', 1)[0]).join('; ');
  const person = await (await identity()).signIn.personOf(new Headers({ cookie }));
  if (person !== null) note({ who: nameOfPerson(person), object: personObject(person) });
}

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
