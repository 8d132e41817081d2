/** Many callbacks cancelled by one request: what was asked for, for the audit. Each of them says for itself that it is over. */
import { z } from 'zod';
import { CALLBACK_STATES } from './callbackStates';
import { instant, time } from './fields';
import { idSchema, slug } from './ids';
import { confirmationMessage } from './messageSettings';

/** So many one request cancels. */
const MOST = 1_000;

/** A number by which callbacks are looked for; without its country it could be that of several customers. */
export const wholeNumber = z
  .string()
  .max(40)
  .overwrite((number) => number.replace(/[ ()/.-]/g, ''))
  .regex(/^\+[1-9][0-9]{3,14}$/, 'a number in E.164, such as +493023125701');

const filter = z.strictObject({
  queue: slug.optional(),
  /** Only those in this state. */
  state: z.enum(CALLBACK_STATES).optional(),
  /** Only for this number, in E.164. */
  customerNumber: wholeNumber.optional(),
  /** Only those that are due at that time or before. */
  dueBefore: instant.optional(),
});

export const cancelManyBody = filter
  .extend({
    /** Every pending one: said, so that a filter that was forgotten is none. */
    all: z.literal(true).optional(),
    /** Only counts. */
    dryRun: z.boolean().default(false),
    limit: z.int().min(1).max(MOST).default(MOST),
    confirmationMessage,
  })
  .refine(
    ({ all, queue, state, customerNumber, dueBefore }) =>
      all !== undefined || [queue, state, customerNumber, dueBefore].some((one) => one !== undefined),
    'at least one of queue, state, customerNumber and dueBefore; or all: true',
  );
export type CancelMany = z.infer<typeof cancelManyBody>;

export const cancellationSchema = z.object({
  id: idSchema('cancellation'),
  queue: slug.optional(),
  state: z.enum(CALLBACK_STATES).optional(),
  dueBefore: z.string().optional(),
  /** Only those for one number, which is not said here. */
  ofOneNumber: z.boolean().optional(),
  /** How many fitted then, and how many of them at most were to be cancelled. */
  matched: z.int(),
  limit: z.int(),
  askedAt: time,
});
export type Cancellation = z.infer<typeof cancellationSchema>;

/** The request, once it is known how many fit. */
export const cancellationOf = (
  { queue, state, dueBefore, customerNumber, limit }: CancelMany,
  matched: number,
  { id, askedAt }: Pick<Cancellation, 'id' | 'askedAt'>,
): Cancellation => ({
  id,
  ...(queue !== undefined && { queue }),
  ...(state !== undefined && { state }),
  ...(dueBefore !== undefined && { dueBefore }),
  ...(customerNumber !== undefined && { ofOneNumber: true }),
  ...{ matched, limit, askedAt },
});
