/** Kinds whose resources belong to a transaction, and those that say whose it is; both are keys of their documents. */
import { z } from 'zod';
import { KINDS, type KindName } from './kinds';

const having = (field: string): readonly KindName[] =>
  (Object.keys(KINDS) as KindName[]).filter((name) => {
    const { schema } = KINDS[name];
    return schema instanceof z.ZodObject && field in schema.shape;
  });

export const OF_TRANSACTIONS = Object.freeze(having('transaction'));
export const OF_CUSTOMERS = Object.freeze(having('customerNumber'));
