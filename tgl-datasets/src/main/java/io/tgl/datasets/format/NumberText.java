package io.tgl.datasets.format;

/** Reads numbers out of fields: the fast way where it is exact, otherwise the platform's. */
final class NumberText {
    private static final long EXACT = 1L << 53;
    private static final int EXACT_POWERS = 22;
    private static final int DROPPED_BITS = 29;
    private static final int LONGEST = 64;

    private NumberText() {}

    /** The float32 nearest to a field; NaN if it is no number. */
    static float floatAt(FieldScanner row, int field) {
        if (row.isDecimal(field) && row.whole() != 0) {
            long mantissa = row.whole();
            int scale = row.scale();
            if (Math.abs(mantissa) < EXACT && Math.abs(scale) <= EXACT_POWERS) {
                // One correctly rounded operation on exact operands.
                double value = scale < 0 ? mantissa * TimeColumn.power(-scale) : mantissa / TimeColumn.power(scale);
                if (!isHalfway(value) && Math.abs(value) >= Float.MIN_NORMAL) {
                    return (float) value;
                }
            }
        }
        return parsed(row.text(field));
    }

    /** Whether rounding this float64 once more may differ from rounding the decimal number itself. */
    private static boolean isHalfway(double value) {
        long dropped = Double.doubleToRawLongBits(value) & ((1L << DROPPED_BITS) - 1);
        return dropped == 1L << (DROPPED_BITS - 1);
    }

    static float parsed(String text) {
        if (!isSpelledOut(text)) {
            return Float.NaN;
        }
        try {
            return Float.parseFloat(text);
        } catch (NumberFormatException e) {
            return Float.NaN;
        }
    }

    /** Digits, sign, point and exponent alone: the platform also reads hexadecimal numbers and endings for types. */
    static boolean isSpelledOut(String text) {
        boolean digit = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            digit |= c >= '0' && c <= '9';
            if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                return false;
            }
        }
        return digit && text.length() <= LONGEST * LONGEST;
    }

    /** Whether a text is a whole number in its only decimal form that fits 64 bits. */
    static boolean isWhole(String text) {
        int sign = text.startsWith("-") ? 1 : 0;
        int digits = text.length() - sign;
        if (digits < 1 || digits > 19 || (text.charAt(sign) == '0' && text.length() > 1)) {
            return false;
        }
        for (int i = sign; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        String largest = sign == 1 ? "9223372036854775808" : "9223372036854775807";
        return digits < 19 || text.substring(sign).compareTo(largest) <= 0;
    }
}
