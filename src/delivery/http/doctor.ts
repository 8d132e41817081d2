/** What an admin should look after, found by the gateway itself. */
import { z } from 'zod';
import { finding } from '../../core/finding';
import { rolesFor } from '../../core/permissions';
import type { Api } from '../../services/api';
import { foundOf, type Route } from './route';

/** What was found, in the order in which it was looked at. */
export const doctorView = z.object({ findings: z.array(finding) });

export const doctorRoutes = (api: Pick<Api, 'doctor'>): Route[] => [
  {
    method: 'get',
    path: '/v1/system/doctor',
    operation: 'doctor.examine',
    tag: 'system',
    doc: 'Looks over PBXs, store, mapping, programs and machine now; takes seconds. Each finding says what to do.',
    access: rolesFor('doctor.examine'),
    reply: { status: 200, doc: 'What was found.', schema: doctorView },
    handle: async ({ principal }) => foundOf(await api.doctor.examine(principal)),
  },
];
