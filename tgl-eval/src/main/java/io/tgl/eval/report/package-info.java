/**
 * Results for people and programs: published figures and reference curves as data, figure records (JSON), and the
 * self-contained HTML report. The report is made from run records alone, so it can be drawn again later; the
 * page about a data set from its statistics. Running
 * anything is not done here. May use the record package, the statistics of data sets, jte, Jackson and the core library.
 */
@NullMarked
package io.tgl.eval.report;

import org.jspecify.annotations.NullMarked;
