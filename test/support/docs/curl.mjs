#!/usr/bin/env node
// As much of curl as the pages of docs/ use, for machines that have none: -s, -X, -H, -d and an address.
const args = process.argv.slice(2);
const headers = {};
let [method, body, url] = ['GET', undefined, ''];
for (let word = args.shift(); word !== undefined; word = args.shift()) {
  if (word === '-X') method = args.shift();
  else if (word === '-d') body = args.shift();
  else if (word === '-H') {
    const [name, ...value] = args.shift().split(': ');
    headers[name] = value.join(': ');
  } else if (word !== '-s') url = word;
}
const response = await fetch(url, { method, headers, body });
process.stdout.write(await response.text());
