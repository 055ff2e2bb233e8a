/** Sentences about or to somebody. */
import { digits, type Generator, oneOf } from './dice.ts';

const SENTENCES = [
  'Hi, I am not happy with the blue shoes because they hurt and I would like my money back',
  'Bitte rufen Sie mich morgen zurück, ich habe meine Bestellung noch nicht erhalten',
  'Mi hija cumple años el sábado y no sé si el regalo llega a tiempo, por favor avisen',
  'Bonjour, je suis enceinte et je ne peux pas venir chercher mon colis avant lundi',
  'Please stop sending me letters, my husband died last year and we do not live there',
  'Vorrei sapere quando arriva il mio ordine perché parto per le vacanze e non ci sono',
  'customer says she has diabetes and wants us to send the chocolate to her mother instead',
  'O meu filho não gosta da cor, quero trocar e não consigo entrar na minha conta',
];
export const freeText: Generator = (dice) => {
  const text = dice.pick(SENTENCES);
  return oneOf(dice, [
    [5, () => text],
    [2, () => `${text}. ${dice.pick(SENTENCES)}!`],
    [1, () => text.toUpperCase()],
    [1, () => `${digits(dice, 2)}. ${text}`],
  ]);
};
