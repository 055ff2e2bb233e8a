/** The winners of many customers by the compiled kernel, equal bit for bit to `plainWinners` of core. */
import type { ActionSpace } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import {
  type LinearDrawsVersion,
  type PrepareWinners,
  plainWinners,
  type ScoreBatch,
  scoreTables,
} from '@fitly/core/policy';
import { Arena } from './arena.ts';
import { maskProgram, type OptionNumbers, optionNumbers } from './mask-program.ts';
import { instantiate } from './wasm-module.ts';

/** Draws in a vector, and customers in a group. */
const LANES = 4;
const VECTOR_BYTES = 16;
const GROUP_WORDS = 1 + LANES;
/** Programs of masks are kept from batch to batch up to this size, then written anew. */
const MOST_PROGRAM_WORDS = 1 << 21;

/**
 * Versions in double precision, from before format 2, are scored by the plain code. Throws `internal` where the plain code
 * does.
 */
export const kernelWinners: PrepareWinners = (version, space, prices) => {
  if (version.arithmetic !== 'float32') return plainWinners(version, space, prices);
  const player = new Player(version, space, prices);
  return (batch) => player.winnersOf(batch);
};

/** Of `assembly/winners.ts`. */
interface WinnersModule {
  /** Fills the winners of all groups; returns how many draws no action won. Addresses are bytes. */
  findWinners(
    blocks: number,
    options: number,
    contextSize: number,
    actions: number,
    weights: number,
    pairs: number,
    contexts: number,
    groups: number,
    groupCount: number,
    scratch: number,
    winners: number,
  ): number;
}

class Player {
  readonly #version: LinearDrawsVersion;
  readonly #space: ActionSpace;
  readonly #numbers: OptionNumbers;
  readonly #blocks: number;
  readonly #arena = new Arena();
  readonly #module: WinnersModule;
  readonly #weights: number;
  readonly #pairs: number;
  readonly #scratch: number;
  /** Where the numbers of a batch begin, after everything that stays. */
  readonly #fixedEnd: number;
  #programs = new Map<Uint8Array, Int32Array>();
  #programWords = 0;

  constructor(version: LinearDrawsVersion, space: ActionSpace, prices: Float64Array | null) {
    const tables = scoreTables(version, space, prices);
    this.#version = version;
    this.#space = space;
    this.#numbers = optionNumbers(space);
    this.#blocks = Math.ceil(version.draws / LANES);
    this.#module = instantiate('winners', this.#arena.memory) as unknown as WinnersModule;
    const zero = new Float32Array((1 + version.contextSize) * version.draws);
    const rows = [...tables.options.flat(), zero];
    this.#weights = this.#byBlock(rows, 1 + version.contextSize);
    this.#pairs = this.#byBlock([tables.pairs], space.size);
    this.#scratch = this.#arena.reserve((version.contextSize + rows.length) * VECTOR_BYTES * LANES);
    this.#fixedEnd = this.#arena.end;
  }

  /** Tables of `height` × draws, draw fastest, into blocks of four draws; what is missing of the last block is 0. */
  #byBlock(tables: readonly ArrayLike<number>[], height: number): number {
    const { draws } = this.#version;
    const start = this.#arena.reserve(this.#blocks * tables.length * height * VECTOR_BYTES);
    const floats = this.#arena.float32(start, this.#blocks * tables.length * height * LANES);
    let to = 0;
    for (let block = 0; block < this.#blocks; block++) {
      for (const table of tables) {
        for (let row = 0; row < height; row++) {
          for (let lane = 0; lane < LANES; lane++) {
            const draw = block * LANES + lane;
            floats[to++] = draw < draws ? table[row * draws + draw]! : 0;
          }
        }
      }
    }
    return start;
  }

  winnersOf({ contexts, masks }: ScoreBatch): Int32Array {
    const { contextSize, draws } = this.#version;
    if (contexts.length !== masks.length * contextSize) {
      throw new FitlyError(
        'internal',
        `${contexts.length} context numbers for ${masks.length} customers, expected ${masks.length * contextSize}`,
      );
    }
    this.#arena.rewind(this.#fixedEnd);
    const contextsAt = this.#arena.reserve(contexts.length * 4);
    this.#arena.float32(contextsAt, contexts.length).set(contexts);
    const groupsOf = this.#groups(masks);
    const rowWords = this.#blocks * LANES;
    const winnersAt = this.#arena.reserve(masks.length * rowWords * 4);
    const lost = this.#module.findWinners(
      this.#blocks,
      this.#numbers.zeroOption + 1,
      contextSize,
      this.#space.size,
      this.#weights,
      this.#pairs,
      contextsAt,
      groupsOf.start,
      groupsOf.count,
      this.#scratch,
      winnersAt,
    );
    if (lost > 0) {
      throw new FitlyError('internal', 'no action won: nothing is eligible or a score is not a number');
    }
    return withoutPadding(this.#arena.int32(winnersAt, masks.length * rowWords), rowWords, draws);
  }

  /** Customers of one mask in groups of four, with the program of the mask. */
  #groups(masks: readonly Uint8Array[]): { readonly start: number; readonly count: number } {
    const rowsOf = Map.groupBy(masks.keys(), (row) => masks[row]!);
    const count = [...rowsOf.values()].reduce((sum, rows) => sum + Math.ceil(rows.length / LANES), 0);
    const start = this.#arena.reserve(count * GROUP_WORDS * 4);
    let to = start / 4;
    for (const [mask, rows] of rowsOf) {
      const program = this.#programOf(mask);
      const programAt = this.#arena.reserve(program.byteLength);
      this.#arena.int32(programAt, program.length).set(program);
      const words = this.#arena.int32(0, this.#arena.end / 4);
      for (let from = 0; from < rows.length; from += LANES) {
        words[to++] = programAt;
        for (let lane = 0; lane < LANES; lane++) words[to++] = rows[Math.min(from + lane, rows.length - 1)]!;
      }
    }
    return { start, count };
  }

  #programOf(mask: Uint8Array): Int32Array {
    const known = this.#programs.get(mask);
    if (known !== undefined) return known;
    if (mask.length !== this.#space.size) {
      throw new FitlyError('internal', `a mask of ${mask.length} actions, expected ${this.#space.size}`);
    }
    const program = maskProgram(this.#space, mask, this.#numbers);
    if (this.#programWords + program.length > MOST_PROGRAM_WORDS) {
      this.#programs = new Map();
      this.#programWords = 0;
    }
    this.#programs.set(mask, program);
    this.#programWords += program.length;
    return program;
  }
}

function withoutPadding(winners: Int32Array, rowWords: number, draws: number): Int32Array {
  if (rowWords === draws) return winners;
  const rows = winners.length / rowWords;
  const kept = new Int32Array(rows * draws);
  for (let row = 0; row < rows; row++) kept.set(winners.subarray(row * rowWords, row * rowWords + draws), row * draws);
  return kept;
}
