//! Numbers that a workbook shows as dates or times: what such a cell says is a date, never an amount.
//!
//! A workbook keeps dates as numbers of days; only the number format tells them from amounts (ECMA-376 Part 1, 18.8.30
//! and 18.17.4; MS-XLS 2.4.126).

use super::cell::Value;
use super::sheet::{number, text};

/// The last day a spreadsheet knows, 9999-12-31. What lies beyond is shown as `####` and is no date.
const LAST_DAY: f64 = 2_958_465.0;
const SECONDS_OF_A_DAY: f64 = 86_400.0;
/// Days from 1899-12-30 to 1904-01-01, the first day of workbooks made on old Macintoshes.
const DAYS_TO_1904: f64 = 1_462.0;

/// A number that is shown as a date, as text: `2023-12-31`, `2023-12-31 08:30`, `08:30`.
pub(super) fn date(double: f64, from_1904: bool) -> Value {
    let days = if from_1904 { double + DAYS_TO_1904 } else { double };
    if !(0.0..=LAST_DAY).contains(&days) {
        return number(double);
    }
    #[expect(clippy::cast_possible_truncation, reason = "within the calendar")]
    let (day, seconds) = (days as i64, (days.fract() * SECONDS_OF_A_DAY).round() as i64);
    let time = format!("{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60);
    let said = match (day, seconds) {
        (0, _) => time,
        (_, 0) => calendar(day),
        _ => format!("{} {time}", calendar(day)),
    };
    text(&said).unwrap_or_else(|| number(double))
}

/// The day with this number. 1900 counts as a leap year: before March of that year the numbers are one lower.
fn calendar(day: i64) -> String {
    // Days since 0000-03-01, in eras of 400 years (proleptic Gregorian calendar).
    let days = day + if day < 60 { 1 } else { 0 } + 693_899;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Whether a built-in format is a date or a time (ECMA-376 Part 1, 18.8.30; 27 to 36 and 50 to 58 are those of Chinese
/// editions).
pub(super) fn is_built_in_date(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// Whether a format code shows a date or a time: `yyyy"年"m"月"`, `[h]:mm`, `mm/dd`. Texts in it, colours and conditions
/// say nothing.
pub(super) fn is_date_format(code: &str) -> bool {
    let mut characters = code.chars();
    let mut seen = String::new();
    while let Some(c) = characters.next() {
        match c {
            '"' => drop(characters.by_ref().find(|c| *c == '"')),
            '\\' | '_' | '*' | '!' => drop(characters.next()),
            '[' => {
                let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                let elapsed = !inside.is_empty()
                    && inside.chars().all(|c| matches!(c.to_ascii_lowercase(), 'h' | 'm' | 's'));
                if elapsed {
                    return true;
                }
            }
            c => seen.push(c.to_ascii_lowercase()),
        }
    }
    // General (常规) has letters of its own, and an exponent.
    let seen = seen.replace("general", "").replace("g/通用格式", "").replace("e+", "").replace("e-", "");
    seen.contains(['y', 'm', 'd', 'h', 's'])
}

#[cfg(test)]
mod tests {
    use super::super::formats::{Format, Formats};
    use super::*;

    #[test]
    fn formats() {
        for code in [
            "yyyy-mm-dd",
            "m/d/yy",
            "yyyy\"年\"m\"月\"d\"日\"",
            "[h]:mm",
            "[$-804]yyyy/m/d;@",
            "mm:ss.0",
            "AM/PM h",
        ] {
            assert!(is_date_format(code), "{code}");
        }
        for code in [
            "General",
            "0.00",
            "#,##0.00_ ;[Red]\\-#,##0.00\\ ",
            "#,##0.00\"元\"",
            "0.00E+00",
            "_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ",
            "[DBNum2][$-804]General",
            "G/通用格式",
            "@",
            "0!.0,",
            "[Magenta]0",
            "\"days\"0",
        ] {
            assert!(!is_date_format(code), "{code}");
        }
    }

    #[test]
    fn days() {
        let mut formats = Formats::default();
        formats.push(Format::Plain);
        formats.push(Format::Date);
        let said = |index, double| formats.value(index, double).0.display();
        for (double, text) in [
            (1.0, "1900-01-01"),
            (59.0, "1900-02-28"),
            (61.0, "1900-03-01"),
            (45_291.0, "2023-12-31"),
            (45_351.0, "2024-02-29"),
            (45_291.354_166_666_7, "2023-12-31 08:30"),
            (0.354_166_666_7, "08:30"),
            (2_958_465.0, "9999-12-31"),
            (0.0, "0"),
            (2_958_466.0, "2958466"),
            (-5.5, "-5.5"),
        ] {
            assert_eq!(said(1, double), text);
        }
        assert_eq!(said(0, 45_291.0), "45291");
        assert_eq!(said(7, 45_291.0), "45291");
        formats.from_1904 = true;
        assert_eq!(formats.value(1, 43_829.0).0.display(), "2023-12-31");
    }
}
