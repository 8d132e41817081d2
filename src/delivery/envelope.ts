/** The CloudEvents envelope in which every event leaves, as the description of the API and its clients see it. */
import { z } from 'zod';

/** Shape of one event; the services make the texts. */
export const envelopeSchema = z.object({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.string().meta({ description: '/tenants/<tenant>' }),
  type: z.string().meta({ description: 'From docs/events.md, such as call.offered' }),
  subject: z.string().optional().meta({ description: '<kind>/<id>' }),
  time: z.iso.datetime(),
  datacontenttype: z.string().optional(),
  tenantid: z.string(),
  transactionid: z.string().optional(),
  sequence: z.union([z.string(), z.number()]).optional().meta({ description: 'Gapless in the tenant; durable events' }),
  causeid: z.string().optional(),
  actor: z.string().optional(),
  data: z.unknown(),
});
