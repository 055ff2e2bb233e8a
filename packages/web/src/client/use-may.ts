import type { Permission } from '@fitly/contract/api';
import { useQuery } from '@tanstack/react-query';
import { accountQuery } from './queries.ts';

/** Whether who has signed in may do this; false while it is not known. */
export function useMay(permission: Permission): boolean {
  return useQuery(accountQuery()).data?.permissions.includes(permission) ?? false;
}
