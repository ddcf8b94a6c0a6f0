/** Loaded into web and worker before anything else: when the launcher dies without a word, they end as if asked to. */
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
