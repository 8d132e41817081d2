/** What people do with the command line, step by step: printed into docs/cli.md, and carried out by test/cli/tasks.test.ts. */
import type { Task } from './cliTask';
import { CALLED_BACK } from './cliTaskOfCallbacks';

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
      { command: 'tenants quotas initech dialsPerMinute=60 keys=5', shows: /keys +1 +5/ },
    ],
  },
  {
    title: 'Agents at their desks',
    steps: [
      { command: 'agents list --tenant acme', shows: /anna +Anna Berger +loggedOff +idle/ },
      { command: 'agents sign-in anna --tenant acme --ready', shows: /anna +Anna Berger +ready/ },
      { command: 'workstations --tenant acme', shows: /desk-1 +Desk 1 +SIM\/111 .* anna/ },
      { command: 'workstations set desk-9 --tenant acme --endpoint SIM/119 --name Window', shows: 'is in force' },
      {
        command: 'agents set dora --tenant acme --name Dora --workstation desk-9 --queues sales',
        shows: 'is in force',
      },
      {
        command: 'workstations set abroad --tenant acme --sip sip:bob@example.com',
        shows: 'no SIP address that a trunk of it dials',
        code: 3,
      },
      { command: 'workstations delete desk-9 --tenant acme', shows: 'agents/dora/workstation', code: 3 },
      { command: 'agents delete dora --tenant acme', shows: 'is no more' },
      { command: 'agents not-ready anna --tenant acme --reason lunch', shows: 'Anna Berger' },
      { command: 'agents sign-off anna --tenant acme', shows: 'Anna Berger' },
      { command: 'agents ready bert --tenant acme', shows: 'not signed in', code: 3 },
      {
        command: 'agents book anna --tenant acme --from 2030-07-15T00:00:00+02:00 --until 2030-07-29T00:00:00+02:00',
        shows: 'Anna Berger',
      },
      { command: 'agents bookings anna --tenant acme', shows: / away +/, keep: { name: 'BOOKING', of: /bo_\w+/ } },
      { command: 'agents show anna --tenant acme', shows: /duty +on until 2030-07-14T22:00:00[\s\S]*bookings +1/ },
      { command: 'agents cancel-booking anna $BOOKING --tenant acme', shows: 'Anna Berger' },
      { command: 'agents bookings anna --tenant acme', shows: 'there is no booking' },
    ],
  },
  CALLED_BACK,
  {
    title: 'People who sign in to a tenant',
    steps: [
      {
        command: "users invite anna@initech.example --tenant initech --name 'Anna Berger' --role owner",
        shows: /^sbi_/m,
      },
      {
        command: 'users invite bert@initech.example --tenant initech --role janitor',
        shows: 'Allowed choices',
        code: 2,
      },
      {
        command: 'users invite anna@initech.example --tenant initech',
        shows: 'anna@initech.example (owner of initech) is invited until',
      },
      {
        command: 'users change anna@initech.example --tenant initech --role supervisor',
        shows: /Anna Berger +supervisor/,
      },
      {
        command: 'users change nobody --tenant initech --role user',
        shows: 'there is no user nobody in initech',
        code: 3,
      },
      { command: 'users deactivate anna@initech.example --tenant initech', shows: 'deactivated' },
      { command: 'users activate anna@initech.example --tenant initech', shows: 'invited' },
      { command: 'users sign-out anna@initech.example --tenant initech', shows: 'anna@initech.example' },
      { command: 'users list --tenant initech', shows: /anna@initech\.example +Anna Berger +supervisor +invited/ },
    ],
  },
  {
    title: 'Events posted to an address',
    steps: [
      {
        command:
          "webhooks create https://crm.initech.example/calls --tenant initech --types 'call.*' --description CRM",
        shows: /^whsec_/m,
        keep: { name: 'WEBHOOK', of: /wh_[0-9a-f]{32}/ },
      },
      { command: 'webhooks create http://169.254.169.254/ --tenant initech', shows: '/url: ', code: 3 },
      { command: 'webhooks list --tenant initech', shows: /crm\.initech\.example\/calls +call\.\* +all +active/ },
      { command: 'webhooks pause $WEBHOOK --tenant initech', shows: 'paused' },
      { command: 'webhooks resume $WEBHOOK --tenant initech', shows: 'active' },
      { command: 'webhooks change $WEBHOOK --tenant initech --attempts 3', shows: 'crm.initech.example' },
      { command: 'webhooks replay $WEBHOOK --from 1 --tenant initech', shows: 'active' },
      { command: 'webhooks rotate $WEBHOOK --overlap 3600 --tenant initech', shows: /^whsec_/m },
      { command: 'webhooks ping $WEBHOOK --tenant initech', shows: 'it did not arrive: unresolved', code: 1 },
      { command: 'webhooks dead-letters list $WEBHOOK --tenant initech', shows: 'there is none' },
      { command: 'webhooks dead-letters replay $WEBHOOK --tenant initech', shows: '0 are tried once more' },
      { command: 'webhooks dead-letters purge $WEBHOOK --tenant initech', shows: '0 are thrown away' },
      { command: 'webhooks delete $WEBHOOK --tenant initech', shows: 'is deleted' },
    ],
  },
  {
    title: 'Announcements and recordings',
    steps: [
      { command: 'prompts upload welcome de $FOLDER/welcome-de.wav --tenant acme', shows: /welcome +de +0\.5/ },
      { command: 'prompts list --tenant acme', shows: /welcome +de/ },
      { command: 'prompts download welcome de $FOLDER/heard.wav --tenant acme', shows: 'heard.wav' },
      { command: 'prompts download welcome de $FOLDER/heard.wav --tenant acme', shows: 'is there already', code: 1 },
      { command: 'prompts delete welcome de --tenant acme', shows: 'is deleted' },
      {
        command: 'prompts upload welcome en $FOLDER/nothing.wav --tenant acme',
        shows: 'cannot be read: ENOENT',
        code: 1,
      },
      {
        command: "prompts say greeting en 'Welcome to Acme.' --tenant acme",
        shows: /greeting +en .*Welcome to Acme\./,
      },
      { command: 'prompts say greeting en x --tenant nowhere', shows: 'no such', code: 3 },
      { command: 'prompts delete greeting --tenant acme', shows: 'prompt greeting is deleted' },
      {
        command: 'recordings list --tenant acme',
        shows: /re_[0-9a-f]{32} +ca_.* stored/,
        keep: { name: 'RECORDING', of: /re_[0-9a-f]{32}/ },
      },
      { command: 'recordings download $RECORDING $FOLDER/call.wav --tenant acme', shows: 'call.wav' },
      { command: 'recordings download $RECORDING $FOLDER/call.wav --tenant acme', shows: 'is there already', code: 1 },
      { command: 'recordings hold $RECORDING --tenant acme', shows: 'told otherwise' },
      { command: 'recordings delete $RECORDING --tenant acme', shows: 'legal hold', code: 3 },
      { command: 'recordings release $RECORDING --tenant acme', shows: /stored .* \d{4}-\d\d-\d\d/ },
      { command: 'recordings delete $RECORDING --tenant acme', shows: 'is deleted' },
      { command: 'recordings list --tenant acme --call ca_00000000000000000000000000000000', shows: 'there is none' },
    ],
  },
  {
    title: 'Who waits, and what can be done about it?',
    steps: [
      { command: 'queues list --tenant acme', shows: /QUEUE +STATE +WAITING/ },
      { command: 'queues show sales --tenant acme', shows: /state +open[\s\S]*agents +0 idle/ },
      { command: 'queues entries sales --tenant acme --medium call', shows: /nobody waits|ENTRY/ },
      { command: 'queues close sales --tenant acme --until 2099-12-24T14:00:00Z', shows: /state +closed/ },
      { command: 'queues follow-hours sales --tenant acme', shows: /state +open/ },
      {
        command: 'queues fairness sales --tenant acme --from 2026-01-01T00:00:00Z',
        shows: /nobody was served|SERVED +ENTRY/,
      },
      { command: 'offers list --tenant acme --state all', shows: /there is no offer|OFFER +AGENT/ },
      {
        command: 'offers decline of_0193c7a1e0f07a2bb3c4d5e6f7a8b9c0 --tenant acme',
        shows: 'There is no such resource',
        code: 3,
      },
      {
        command: 'queues front en_0193c7a1e0f07a2bb3c4d5e6f7a8b9c0 --tenant acme',
        shows: 'There is no such resource',
        code: 3,
      },
      {
        command: 'queues skills en_0193c7a1e0f07a2bb3c4d5e6f7a8b9c0 --require spanish=many --tenant acme',
        shows: 'skill=level',
        code: 2,
      },
    ],
  },
  {
    title: 'How busy were the queues?',
    steps: [
      { command: 'reports queues acme --from 2026-01-01 --to 2026-01-31 --interval 1d', shows: 'nothing happened' },
      { command: 'reports queues acme --csv', shows: /^queue,from,to,offered,answered,/m },
      { command: 'reports agents acme --csv', shows: /^agent,from,to,signedInSeconds,/m },
      { command: 'reports queues acme --zone Europe/Nowhere', shows: 'a zone of the IANA database', code: 3 },
      { command: 'reports waiting acme --csv', shows: /^queue,from,to,judged,meanErrorSeconds,/m },
    ],
  },
  {
    title: 'Another mapping: look at it, try it, put it in force, go back',
    steps: [
      { command: 'mappings show', shows: /by +\S+/ },
      {
        command: 'mappings try demo/main 493023125100 --from +493012345 --trunk carrier',
        shows: 'tenant acme, venue hotline, application hotline (feed); decided by dnis',
      },
      { command: 'mappings try demo/main +493023125100', shows: 'a call to 493023125100 would reach venue hotline' },
      {
        command: 'mappings validate mappings/demo.yaml',
        shows: /demo\.yaml:\d+ .*a secret is not written out here/,
        code: 3,
      },
      { command: 'mappings follow', shows: 'there is nothing new in it' },
      { command: 'mappings history', shows: /demo\.yaml +system/ },
      { command: 'mappings export', shows: 'pbxs:' },
      { command: 'mappings diff mappings/demo.yaml', shows: 'a secret is not written out here', code: 3 },
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
  {
    title: 'Who changed what; a customer who wants to be forgotten; a tenant as a file, and its end',
    steps: [
      { command: 'audit --tenant initech', shows: /user\.activated +user\/us_/ },
      { command: 'audit --subject tenant --limit 1', shows: 'tenant/' },
      { command: 'customers erase +493088877766 --tenant acme', shows: '0 transactions with 0 calls are forgotten' },
      { command: 'customers erase 0301 --tenant acme', shows: '/number: a number in E.164', code: 3 },
      { command: 'tenants export initech --output $FOLDER/initech.jsonl', shows: 'everything of initech' },
      { command: 'tenants erase initech --confirm initech', shows: 'suspend the tenant first', code: 3 },
      { command: 'tenants suspend initech', shows: 'suspended' },
      { command: 'tenants erase initech --confirm initech', shows: 'nothing of initech is left but its name' },
    ],
  },
];
