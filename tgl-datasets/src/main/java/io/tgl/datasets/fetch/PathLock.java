package io.tgl.datasets.fetch;

import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One worker at a time on a file: among the threads of this process and among processes. The operating system gives the
 * lock back when a process ends, however it ends. The lock's own file stays: removing it would let two in.
 */
public final class PathLock implements AutoCloseable {
    /** A JVM may hold a file lock only once, so its threads queue here first. */
    private static final ConcurrentHashMap<Path, ReentrantLock> IN_THIS_PROCESS = new ConcurrentHashMap<>();

    private final ReentrantLock threads;
    private final FileChannel channel;

    private PathLock(ReentrantLock threads, FileChannel channel) {
        this.threads = threads;
        this.channel = channel;
    }

    /** Waits for the lock of {@code file}, whose folder must exist; {@code waiting} runs if it is not free at once. */
    public static PathLock hold(Path file, Runnable waiting) {
        Path lock = beside(file, ".lock");
        ReentrantLock threads =
                IN_THIS_PROCESS.computeIfAbsent(lock.toAbsolutePath().normalize(), _ -> new ReentrantLock());
        boolean told = false;
        if (!threads.tryLock()) {
            waiting.run();
            told = true;
            threads.lock();
        }
        try {
            FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                if (!told) {
                    waiting.run();
                }
                channel.lock();
            }
            return new PathLock(threads, channel);
        } catch (IOException e) {
            threads.unlock();
            throw new InvalidInput(lock + ": expected a file that can be locked, found " + e, e);
        } catch (RuntimeException e) {
            threads.unlock();
            throw e;
        }
    }

    /** The hidden file with that ending beside {@code file}. */
    static Path beside(Path file, String ending) {
        return file.resolveSibling("." + file.getFileName() + ending);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new InvalidInput("expected a lock that can be given back, found " + e, e);
        } finally {
            threads.unlock();
        }
    }
}
