import { readExample } from '../examples/catalogue.ts';
import { type ExampleOptions, exampleStage } from './example-stage.ts';
import { type HillstromOptions, hillstromStage } from './hillstrom-stage.ts';
import type { Stage } from './stage.ts';

export interface StageChoice extends HillstromOptions, ExampleOptions {
  /** Null: Hillstrom's customers. */
  readonly example: string | null;
  /** What to change when the port is taken. */
  readonly portFlag: string;
}

/** Throws `example_unknown`. */
export const chooseStage = async (choice: StageChoice): Promise<Stage> =>
  choice.example === null ? hillstromStage(choice) : exampleStage(await readExample(choice.example), choice);
