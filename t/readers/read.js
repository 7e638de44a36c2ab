// SPDX-License-Identifier: Apache-2.0
//
// Reads mails, by npm's mailparser: of each file named, one line of JSON with what a reader would be shown.
// Usage: NODE_PATH=.../node_modules node read.js FILE...
'use strict';

const fs = require('fs');
const path = require('path');
const { simpleParser } = require('mailparser');

async function read(file) {
	const mail = await simpleParser(fs.readFileSync(file), { skipTextToHtml: true, skipImageLinks: true });
	const person = (list) => list.value.map((one) => [one.name, one.address])[0];

	return { name: path.basename(file), subject: mail.subject, from: person(mail.from), to: person(mail.to), text: mail.text };
}

(async () => {
	for (const file of process.argv.slice(2))
		console.log(JSON.stringify(await read(file)));
})();
