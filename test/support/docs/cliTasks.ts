/** What people do with the command line, step by step: printed into docs/cli.md, and carried out by test/cli/tasks.test.ts. */

interface Step {
  /** As typed, after `signalbox`; `$FOLDER` is a folder of one's own. */
  readonly command: string;
  /** Words that the answer has. */
  readonly shows: string | RegExp;
  /** Default 0. */
  readonly code?: number;
}

export interface Task {
  readonly title: string;
  readonly steps: readonly Step[];
}

export const TASKS: readonly Task[] = [
  {
    title: 'Is everything well?',
    steps: [
      { command: 'doctor', shows: 'the link is live' },
      { command: 'doctor --quiet', shows: 'no program is attached to application hotline' },
    ],
  },
  {
    title: 'Why did this call go there?',
    steps: [
      { command: 'why --last --tenant acme', shows: /application hotline/i },
      { command: 'why --last --json', shows: '"verdict"' },
      { command: 'why +49000000000', shows: 'nothing is known of +49000000000', code: 3 },
    ],
  },
  {
    title: 'A new tenant with a key for its program',
    steps: [
      { command: 'tenants create initech --name Initech', shows: 'Initech' },
      { command: 'tenants create initech', shows: 'tenant initech is there already', code: 3 },
      { command: 'keys create router --tenant initech', shows: /^sbk_/m },
      { command: 'keys list --tenant initech', shows: /router +application/ },
      { command: 'tenants list', shows: /initech +Initech/ },
    ],
  },
  {
    title: 'Another mapping: look at it, try it, put it in force, go back',
    steps: [
      { command: 'mappings show', shows: /version +1/ },
      { command: 'mappings try demo/main 493023125100', shows: /acme/ },
      {
        command: 'mappings validate mappings/demo.yaml',
        shows: /demo\.yaml:\d+ .*a secret is not written out here/,
        code: 3,
      },
      { command: 'mappings history', shows: /demo\.yaml/ },
      { command: 'mappings export', shows: 'pbxs:' },
      { command: 'mappings rollback 1 --comment again --dry-run', shows: 'nothing was changed' },
    ],
  },
  {
    title: 'The dialplan of an Asterisk',
    steps: [
      { command: 'dialplan', shows: 'Stasis(sb-main,main)' },
      { command: 'dialplan --context main=from-trunk --only-mapped', shows: '[from-trunk]' },
      { command: 'dialplan --for http.conf', shows: 'sessionlimit' },
    ],
  },
  {
    title: 'A backup, while the gateway runs, and a new machine made of it',
    steps: [
      { command: 'backup $FOLDER/today.db --with-keys', shows: /initech +\d+/ },
      {
        command: 'restore $FOLDER/today.db --keys $FOLDER/today.db.keys --data $FOLDER/new',
        shows: 'start it with: signalbox start',
      },
      {
        command: 'restore $FOLDER/today.db --keys $FOLDER/today.db.keys --data $FOLDER/new',
        shows: 'is not empty',
        code: 3,
      },
      { command: 'migrate --data $FOLDER/new --dry-run', shows: 'nothing to do' },
    ],
  },
];
