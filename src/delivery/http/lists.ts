/** What all lists share: `{ items, next }`, and how a page is asked for. */
import { z } from 'zod';
import { isRefusal, type Refusal } from '../../core/errors';
import { slug } from '../../core/ids';
import type { Page } from '../../services/api';
import type { Answer } from './route';

/** Query of a list with pages. */
export const listQuery = z.strictObject({
  state: z.enum(['live', 'ended', 'all']).default('live').meta({ description: 'Which ones; default live' }),
  venue: slug.exactOptional().meta({ description: 'Only those that came in by this venue' }),
  customerNumber: z
    .string()
    .min(1)
    .max(40)
    .exactOptional()
    .meta({ description: 'Only those of this customer, in E.164 or as received where it is no number' }),
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'Items of a page; default 50' }),
  cursor: z.string().min(1).max(500).exactOptional().meta({ description: '`next` of the page before' }),
});

/** Shape of a page of items. */
export const pageOf = (item: z.ZodType): z.ZodType =>
  z.object({ items: z.array(item), next: z.string().optional().meta({ description: 'Absent on the last page' }) });

/** The answer that a page is. */
export const answerPage = (page: Page | Refusal): Answer | Refusal =>
  isRefusal(page) ? page : { status: 200, data: page };
