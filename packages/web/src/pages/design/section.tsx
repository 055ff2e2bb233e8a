import { Audience } from './sections/audience.tsx';
import { Constraints } from './sections/constraints.tsx';
import { Delivery } from './sections/delivery.tsx';
import { Dimensions } from './sections/dimensions.tsx';
import { Groups } from './sections/groups.tsx';
import { Success } from './sections/success.tsx';
import { UseCase } from './sections/use-case.tsx';
import type { Step } from './steps.ts';

interface Props {
  readonly step: Exclude<Step, 'review'>;
  /** In the audience; null: not known. */
  readonly customers: number | null;
}

export function Section({ step, customers }: Props) {
  switch (step) {
    case 'use_case':
      return <UseCase />;
    case 'audience':
      return <Audience />;
    case 'success':
      return <Success />;
    case 'dimensions':
      return <Dimensions />;
    case 'constraints':
      return <Constraints />;
    case 'groups':
      return <Groups customers={customers} />;
    case 'delivery':
      return <Delivery />;
  }
}
