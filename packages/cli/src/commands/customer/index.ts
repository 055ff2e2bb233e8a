/** `fitly customer`: what the law gives one person: everything that is stored about them, and its end. */
import type { Command } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { addErase } from './erase.ts';
import { addExport } from './export.ts';

export function addCustomer(customer: Command, host: CommandHost): void {
  customer.addHelpText('after', '\nExample:\n  $ fitly customer export mtd-00042 --folder fitly-demo\n');
  addExport(customer, host);
  addErase(customer, host);
}
