/**
 * Preloaded into worker processes: ends them when standard input closes. The starter holds the other end for as long as
 * it lives, so a worker never outlives it, even if it was killed without a chance to clean up.
 */
process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.resume();
process.stdin.unref();
