// A `sosw serve` of one's own for a suite; see ../serving.py.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const clients = dirname(dirname(fileURLToPath(import.meta.url)));
const program = process.env.SOSW ?? join(clients, '../../build/dev/bin/sosw');
const python = process.env.PYTHON ?? '/usr/bin/python3';

export const region = 'us-west-2';
export const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

/** A server that requires signatures and has the function `some_function`. Resolves once it is ready. */
export async function startServer() {
    if (process.env.SOSW_ENDPOINT) {
        return { endpoint: process.env.SOSW_ENDPOINT, stop: async () => {} };
    }
    const folder = mkdtempSync(join(tmpdir(), 'sosw-'));
    const file = join(folder, 'credentials');
    writeFileSync(file, `[default]\naws_access_key_id = ${credentials.accessKeyId}\naws_secret_access_key = ${credentials.secretAccessKey}\n`);
    const server = spawn(program, [
        'serve', '--port', '0', '--db', ':memory:', '--require-signatures', '--credentials', file,
        '--function', `some_function=${python} ${join(clients, 'worker.py')}`,
    ], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => server.once('exit', resolve));
    const stop = async () => {
        server.kill('SIGTERM');
        await ended;
        rmSync(folder, { recursive: true });
    };
    for await (const line of createInterface({ input: server.stdout })) {
        const found = /sosw serve: ready at (http:\/\/\S+)/.exec(line);
        if (found) {
            server.stdout.resume();
            return { endpoint: found[1], stop };
        }
    }
    throw new Error(`${program} serve ended before it was ready, exit code ${await ended}`);
}

/** Asks until the answer is true, or `seconds` have passed. */
export async function eventually(probe, seconds = 20) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
        const value = await probe();
        if (value || Date.now() > end) {
            return value;
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}
