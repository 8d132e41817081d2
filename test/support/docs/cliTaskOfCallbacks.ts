/** A task of docs/cli.md: customers who are called back. */
import type { Task } from './cliTask';

export const CALLED_BACK: Task = {
  title: 'Customers who are called back',
  steps: [
    { command: 'callbacks try sales +493023125701 --tenant acme', shows: /earliest +\d{4}-/ },
    {
      command: 'callbacks request sales +493023125701 --tenant acme',
      shows: 'confirmationId',
      keep: { name: 'CALLBACK', of: /cb_[0-9a-f]{32}/ },
    },
    { command: 'callbacks slots sales --tenant acme', shows: /T\d\d:\d\d +10 / },
    { command: 'callbacks list --tenant acme --queue sales', shows: /\+493023125701 +queued/ },
    { command: 'callbacks prioritise $CALLBACK 50 --tenant acme', shows: '' },
    { command: 'callbacks history $CALLBACK --tenant acme', shows: /callback\.changed +\S+:\S+ +priority: 0 -> 50/ },
    { command: 'callbacks name $CALLBACK $FOLDER/name.wav --tenant acme', shows: 'no such', code: 3 },
    { command: 'reports callbacks acme --csv', shows: /^queue,from,to,requested,/m },
    { command: 'callbacks cancel-all --tenant acme --number +493023125701', shows: /^1 +1 /m },
    { command: 'agents sign-in anna --tenant acme --ready', shows: /anna +Anna Berger +ready/ },
    {
      command: 'callbacks try sales +493023125702 --tenant acme',
      shows: /expected +\d{4}-.*, by \d{4}-.* in nine of ten/,
    },
    { command: 'agents sign-off anna --tenant acme', shows: 'Anna Berger' },
  ],
};
