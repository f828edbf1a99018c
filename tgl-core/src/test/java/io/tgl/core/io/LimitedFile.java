package io.tgl.core.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** A file on a disk with little room: what does not fit is written in part, and then an error comes. */
final class LimitedFile extends FileChannel {
    private final FileChannel file;
    private final Room room;

    private LimitedFile(FileChannel file, Room room) {
        this.file = file;
        this.room = room;
    }

    /** The room that files of a disk share. */
    static final class Room {
        private long left;

        Room(long bytes) {
            this.left = bytes;
        }

        void grow(long bytes) {
            left += bytes;
        }

        FileChannel open(Path path, OpenOption... options) throws IOException {
            return new LimitedFile(FileChannel.open(path, options), this);
        }
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        if (room.left == 0) {
            throw new IOException("no space left");
        }
        int fits = (int) Math.min(source.remaining(), room.left);
        ByteBuffer part = source.slice(source.position(), fits);
        int written = file.write(part, position);
        source.position(source.position() + written);
        room.left -= written;
        return written;
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        room.left += file.size() - size;
        file.truncate(size);
        return this;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public void force(boolean metadata) throws IOException {
        file.force(metadata);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        file.close();
    }

    @Override
    public int read(ByteBuffer target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(long newPosition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int read(ByteBuffer target, long position) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }
}
