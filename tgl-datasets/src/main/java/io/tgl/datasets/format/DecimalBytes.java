package io.tgl.datasets.format;

/** A number in ASCII bytes, read without a text in between: a whole one, or a mantissa of at most 18 digits and a scale. */
final class DecimalBytes {
    private long mantissa;
    private int scale;

    /** Whether the bytes are a whole number in its only decimal form; {@link #whole} then has it. */
    boolean isWhole(byte[] b, int from, int to) {
        int p = from;
        boolean negative = p < to && b[p] == '-';
        p += negative ? 1 : 0;
        int digits = to - p;
        if (digits < 1 || digits > 18 || (b[p] == '0' && (digits > 1 || negative))) {
            return false;
        }
        long value = 0;
        for (; p < to; p++) {
            int digit = b[p] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            value = value * 10 + digit;
        }
        mantissa = negative ? -value : value;
        return true;
    }

    /** The number of the last {@link #isWhole}. */
    long whole() {
        return mantissa;
    }

    /**
     * Whether the bytes are a decimal number of at most 18 digits, with a fraction or exponent or not; it is then {@link
     * #whole} x 10^-{@link #scale}.
     */
    boolean isDecimal(byte[] b, int from, int to) {
        int p = from;
        boolean negative = p < to && b[p] == '-';
        p += p < to && (b[p] == '-' || b[p] == '+') ? 1 : 0;
        long value = 0;
        int digits = 0;
        int fraction = 0;
        boolean point = false;
        boolean any = false;
        for (; p < to; p++) {
            int digit = b[p] - '0';
            if (digit >= 0 && digit <= 9) {
                any = true;
                digits += digits > 0 || digit > 0 ? 1 : 0;
                if (digits > 18) {
                    return false;
                }
                value = value * 10 + digit;
                fraction += point ? 1 : 0;
            } else if (b[p] == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        int exponent = p < to && any ? exponent(b, p, to) : 0;
        if (!any || exponent == Integer.MIN_VALUE) {
            return false;
        }
        mantissa = negative ? -value : value;
        scale = fraction - exponent;
        return true;
    }

    /** The exponent at p, of at most three digits; {@link Integer#MIN_VALUE} if there is something else. */
    private static int exponent(byte[] b, int p, int to) {
        if ((b[p] | 0x20) != 'e' || p + 1 >= to) {
            return Integer.MIN_VALUE;
        }
        boolean negative = b[p + 1] == '-';
        int at = p + 1 + (b[p + 1] == '-' || b[p + 1] == '+' ? 1 : 0);
        if (at >= to || to - at > 3) {
            return Integer.MIN_VALUE;
        }
        int value = 0;
        for (; at < to; at++) {
            int digit = b[at] - '0';
            if (digit < 0 || digit > 9) {
                return Integer.MIN_VALUE;
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    /** Digits after the point of the last {@link #isDecimal}; negative for trailing zeros that are not written. */
    int scale() {
        return scale;
    }
}
