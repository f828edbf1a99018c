package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads Python pickles (protocols 2 to 5) that hold nothing but dictionaries, tuples, lists, numbers, texts, bytes and NumPy
 * arrays and scalars. A pickle is a program that may call anything; here only the constructors of those types are known
 * ({@link PickledArrays}), every other name is refused with its place, and nothing is ever called or loaded. A file is read
 * whole or refused; every length is checked against the bytes that are left before anything is allocated.
 */
public final class Pickle {
    /** Bytes of a file at most: what one Java array can hold. */
    private static final long MAX_BYTES = Integer.MAX_VALUE - 64L;

    private static final int NEWEST_PROTOCOL = 5;
    private static final int MAX_LONG_BYTES = 8;

    private final String file;
    private final byte[] bytes;
    private final ByteBuffer data;
    private final List<Pickled> stack = new ArrayList<>();
    /** Sizes that the stack had where groups of values begin. */
    private final List<Integer> marks = new ArrayList<>();

    private final List<Pickled> memo = new ArrayList<>();
    private int opcodeAt;

    private Pickle(String file, byte[] bytes) {
        this.file = file;
        this.bytes = bytes;
        this.data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads a file. */
    public static Pickled read(Path file) {
        InputFile.checked(file);
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw InvalidInput.at(file.toString(), "at most " + MAX_BYTES + " bytes", size);
            }
            return parse(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
    }

    /** Reads bytes; {@code where} names them in messages. */
    static Pickled parse(String where, byte[] bytes) {
        return new Pickle(where, bytes).run();
    }

    private Pickled run() {
        while (true) {
            opcodeAt = data.position();
            int opcode = unsigned(1);
            if (opcode == '.') {
                Pickled result = pop();
                if (!stack.isEmpty() || !marks.isEmpty() || data.hasRemaining()) {
                    throw refuse("the end after the value", data.remaining() + " more bytes");
                }
                return result;
            }
            step(opcode);
        }
    }

    private void step(int opcode) {
        switch (opcode) {
            case 0x80 -> protocol(unsigned(1));
            case 0x95 -> length(longAt());
            case '(' -> marks.add(stack.size());
            case '0' -> pop();
            case '2' -> push(peek());
            case 'N' -> push(new Pickled.Nothing());
            case 0x88 -> push(new Pickled.Truth(true));
            case 0x89 -> push(new Pickled.Truth(false));
            case 'J' -> push(new Pickled.Whole(need(4).getInt()));
            case 'K' -> push(new Pickled.Whole(unsigned(1)));
            case 'M' -> push(new Pickled.Whole(unsigned(2)));
            case 0x8a -> push(longNumber(unsigned(1)));
            case 'G' -> push(new Pickled.Real(Double.longBitsToDouble(Long.reverseBytes(longAt()))));
            case 0x8c -> push(new Pickled.Text(text(unsigned(1))));
            case 'X' -> push(new Pickled.Text(text(length(unsignedInt()))));
            case 0x8d -> push(new Pickled.Text(text(length(longAt()))));
            case 'C' -> push(new Pickled.Bytes(slice(unsigned(1))));
            case 'B' -> push(new Pickled.Bytes(slice(length(unsignedInt()))));
            case 0x8e, 0x96 -> push(new Pickled.Bytes(slice(length(longAt()))));
            case ')' -> push(new Pickled.Items(List.of()));
            case ']' -> push(new Pickled.Items(new ArrayList<>()));
            case '}' -> push(new Pickled.Dictionary(new ArrayList<>(), new ArrayList<>()));
            case 't' -> push(new Pickled.Items(toMark()));
            case 0x85 -> push(tuple(1));
            case 0x86 -> push(tuple(2));
            case 0x87 -> push(tuple(3));
            case 'a' -> append(List.of(pop()));
            case 'e' -> append(toMark());
            case 's' -> set(List.of(pop(), pop()).reversed());
            case 'u' -> set(toMark());
            case 'q' -> remember(unsigned(1));
            case 'r' -> remember(length(unsignedInt()));
            case 0x94 -> remember(memo.size());
            case 'h' -> push(recall(unsigned(1)));
            case 'j' -> push(recall(unsignedInt()));
            case 'c' -> push(PickledArrays.named(place(), line(), line()));
            case 0x93 -> {
                String name = pop() instanceof Pickled.Text(String n) ? n : "";
                String module = pop() instanceof Pickled.Text(String m) ? m : "";
                push(PickledArrays.named(place(), module, name));
            }
            case 'R' -> {
                Pickled arguments = pop();
                push(PickledArrays.call(place(), pop(), arguments));
            }
            case 'b' -> {
                Pickled state = pop();
                PickledArrays.build(place(), peek(), state);
            }
            default -> throw refuse("dictionaries, tuples, numbers and arrays", opcodeName(opcode));
        }
    }

    private static String opcodeName(int opcode) {
        String what = switch (opcode) {
            case 'i', 'o', 0x81, 0x92 -> "an object of a class";
            case 'P', 'Q' -> "a reference outside of the file";
            case 0x82, 0x83, 0x84 -> "an extension type";
            case 0x97, 0x98 -> "a buffer outside of the file";
            case 0x8f, 0x90, 0x91 -> "a set";
            default -> "something else";
        };
        return what + " (opcode 0x" + Integer.toHexString(opcode) + ")";
    }

    private void protocol(int version) {
        if (version > NEWEST_PROTOCOL) {
            throw refuse("a pickle of protocol 2 to " + NEWEST_PROTOCOL, version);
        }
    }

    private InvalidInput refuse(String expected, Object found) {
        return InvalidInput.at(place(), expected, found);
    }

    private String place() {
        return file + ", byte " + opcodeAt;
    }

    private ByteBuffer need(int count) {
        if (data.remaining() < count) {
            throw refuse(count + " more bytes", data.remaining() + " (truncated)");
        }
        return data;
    }

    private int unsigned(int count) {
        need(count);
        return count == 1 ? data.get() & 0xFF : data.getShort() & 0xFFFF;
    }

    private long unsignedInt() {
        return need(4).getInt() & 0xFFFFFFFFL;
    }

    private long longAt() {
        return need(Long.BYTES).getLong();
    }

    /** A length, which the rest of the file bounds. */
    private int length(long claimed) {
        if (claimed < 0 || claimed > data.remaining()) {
            throw refuse("a length of at most the " + data.remaining() + " bytes left", claimed);
        }
        return (int) claimed;
    }

    private byte[] slice(int count) {
        byte[] slice = new byte[length(count)];
        data.get(slice);
        return slice;
    }

    private String text(int count) {
        byte[] utf8 = slice(count);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refuse("a text in UTF-8", "other bytes");
        }
    }

    private String line() {
        int from = data.position();
        int to = from;
        while (to < bytes.length && bytes[to] != '\n') {
            to++;
        }
        String line = new String(bytes, from, to - from, StandardCharsets.US_ASCII);
        data.position(Math.min(bytes.length, to + 1));
        return line;
    }

    private Pickled longNumber(int count) {
        if (count > MAX_LONG_BYTES) {
            throw refuse("integers of at most 64 bits", count + " bytes");
        }
        byte[] little = slice(count);
        long value = count > 0 && little[count - 1] < 0 ? -1 : 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << Byte.SIZE | (little[i] & 0xFF);
        }
        return new Pickled.Whole(value);
    }

    private void push(Pickled value) {
        stack.add(value);
    }

    private Pickled pop() {
        return stack.remove(checkedTop());
    }

    private Pickled peek() {
        return stack.get(checkedTop());
    }

    /** A mark is this one object: a None of the file is none. */
    @SuppressWarnings("ReferenceEquality")
    private int checkedTop() {
        if (stack.size() <= (marks.isEmpty() ? 0 : marks.getLast())) {
            throw refuse("a value before it", "none");
        }
        return stack.size() - 1;
    }

    /** What was pushed since the last mark, which goes too. */
    @SuppressWarnings("ReferenceEquality")
    private List<Pickled> toMark() {
        if (marks.isEmpty()) {
            throw refuse("a mark before it", "none");
        }
        List<Pickled> since = stack.subList(marks.removeLast(), stack.size());
        List<Pickled> copy = new ArrayList<>(since);
        since.clear();
        return copy;
    }

    private Pickled.Items tuple(int count) {
        List<Pickled> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(pop());
        }
        return new Pickled.Items(values.reversed());
    }

    private void append(List<Pickled> found) {
        if (!(peek() instanceof Pickled.Items(List<Pickled> list)) || !(list instanceof ArrayList)) {
            throw refuse("a list to append to", "another value");
        }
        list.addAll(found);
    }

    private void set(List<Pickled> found) {
        if (!(peek() instanceof Pickled.Dictionary(List<Pickled> keys, List<Pickled> entries))) {
            throw refuse("a dictionary to add to", "another value");
        }
        if (found.size() % 2 != 0) {
            throw refuse("keys with values", found.size() + " items");
        }
        for (int i = 0; i < found.size(); i += 2) {
            keys.add(found.get(i));
            entries.add(found.get(i + 1));
        }
    }

    /** Remembers the top under a number that is known or the next one. */
    private void remember(int number) {
        if (number > memo.size()) {
            throw refuse("memo numbers in order, at most " + memo.size(), number);
        }
        if (number == memo.size()) {
            memo.add(peek());
        } else {
            memo.set(number, peek());
        }
    }

    private Pickled recall(long number) {
        if (number >= memo.size()) {
            throw refuse("a memo number below " + memo.size(), number);
        }
        return memo.get((int) number);
    }
}
