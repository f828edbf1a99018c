package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a {@code .npy} array: magic, version (1, 2 or 3), length, and a Python dictionary of element type,
 * order and shape (NumPy enhancement proposal 1).
 */
record NpyHeader(ElementType type, boolean fortranOrder, int[] shape) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_HEADER_BYTES = 1 << 16;
    private static final int MAX_DIMENSIONS = 32;
    private static final int ALIGNMENT = 64;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9,\\sL]*)\\)");

    static NpyHeader read(String where, InputStream in) throws IOException {
        byte[] start = in.readNBytes(8);
        if (start.length < 8 || Arrays.mismatch(start, MAGIC) != MAGIC.length) {
            throw InvalidInput.at(where, "a NumPy array (npy)", "other bytes at its start");
        }
        int version = start[6];
        if (version < 1 || version > 3) {
            throw InvalidInput.at(where, "npy format version 1, 2 or 3", version);
        }
        byte[] lengthBytes = in.readNBytes(version == 1 ? 2 : 4);
        if (lengthBytes.length < (version == 1 ? 2 : 4)) {
            throw truncated(where);
        }
        long length = 0;
        for (int i = 0; i < lengthBytes.length; i++) {
            length |= (lengthBytes[i] & 0xFFL) << (8 * i);
        }
        if (length > MAX_HEADER_BYTES) {
            throw InvalidInput.at(where, "a header of at most " + MAX_HEADER_BYTES + " bytes", length);
        }
        byte[] text = in.readNBytes((int) length);
        if (text.length < length) {
            throw truncated(where);
        }
        return parse(where, new String(text, StandardCharsets.UTF_8));
    }

    private static InvalidInput truncated(String where) {
        return InvalidInput.at(where, "a whole npy header", "the end of the data");
    }

    private static NpyHeader parse(String where, String text) {
        Matcher descr = DESCR.matcher(text);
        Matcher order = ORDER.matcher(text);
        Matcher shape = SHAPE.matcher(text);
        if (!descr.find() || !order.find() || !shape.find()) {
            throw InvalidInput.at(where, "a header with one 'descr', 'fortran_order' and 'shape'", text.strip());
        }
        return new NpyHeader(
                ElementType.parse(where, descr.group(1)),
                order.group(1).equals("True"),
                parseShape(where, shape.group(1)));
    }

    private static int[] parseShape(String where, String text) {
        String[] parts = Arrays.stream(text.split(",", -1))
                .map(part -> part.strip().replace("L", ""))
                .filter(part -> !part.isEmpty())
                .toArray(String[]::new);
        if (parts.length > MAX_DIMENSIONS) {
            throw InvalidInput.at(where, "at most " + MAX_DIMENSIONS + " dimensions", parts.length);
        }
        int[] shape = new int[parts.length];
        for (int i = 0; i < shape.length; i++) {
            try {
                shape[i] = Integer.parseInt(parts[i]);
            } catch (NumberFormatException e) {
                throw InvalidInput.at(where, "dimensions of at most 2^31 - 1", parts[i]);
            }
        }
        return shape;
    }

    /** Product of the dimensions, refused where an array of the JVM could not hold it. */
    static long elements(String where, int[] shape) {
        long count = 1;
        for (int dimension : shape) {
            if (dimension < 0) {
                throw InvalidInput.at(where, "dimensions of at least 0", Arrays.toString(shape));
            }
        }
        for (int dimension : shape) {
            if (dimension == 0) {
                return 0;
            }
            count *= dimension;
            if (count > Integer.MAX_VALUE) {
                throw InvalidInput.at(where, "at most 2^31 - 1 elements", "shape " + Arrays.toString(shape));
            }
        }
        return count;
    }

    /** Bytes of the elements. */
    long dataBytes(String where) {
        return elements(where, shape) * type.bytes();
    }

    /** The header of version 1 with NumPy's padding to 64 bytes. */
    static byte[] encode(ElementType type, int[] shape) {
        StringBuilder dimensions = new StringBuilder();
        for (int dimension : shape) {
            dimensions.append(dimension).append(shape.length == 1 ? "," : ", ");
        }
        if (shape.length > 1) {
            dimensions.setLength(dimensions.length() - 2);
        }
        String text = "{'descr': '" + type.descr() + "', 'fortran_order': False, 'shape': (" + dimensions + "), }";
        int total = (MAGIC.length + 4 + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] out = new byte[total];
        Arrays.fill(out, (byte) ' ');
        System.arraycopy(MAGIC, 0, out, 0, MAGIC.length);
        int headerLength = total - MAGIC.length - 4;
        out[6] = 1;
        out[7] = 0;
        out[8] = (byte) headerLength;
        out[9] = (byte) (headerLength >>> 8);
        byte[] body = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(body, 0, out, MAGIC.length + 4, body.length);
        out[total - 1] = '\n';
        return out;
    }
}
