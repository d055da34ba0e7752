//! Names of months.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::pieces::number;

const ENGLISH: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The names of months in a locale: in full, as they stand in dates and alone, and abbreviated.
type Names = [Option<&'static [&'static str]>; 4];

macro_rules! names {
    ($($locale:ident),* $(,)?) => {
        [$({
            use pure_rust_locales::$locale::LC_TIME::{AB_ALT_MON, ABMON, ALT_MON, MON};
            (stringify!($locale), [Some(MON), ALT_MON, Some(ABMON), AB_ALT_MON])
        }),*]
    };
}

/// Locales of cities that publish incidents, from the GNU C library. Croatian is left out: its
/// `listopad` is October, and that of Czech and Polish is November.
const LOCALES: [(&str, Names); 26] = names![
    ca_ES, cs_CZ, da_DK, de_AT, de_DE, el_GR, es_ES, es_MX, et_EE, fi_FI, fr_CA, fr_FR, hu_HU,
    it_IT, lt_LT, lv_LV, nb_NO, nl_NL, pl_PL, pt_BR, pt_PT, ro_RO, sk_SK, sl_SI, sv_SE, tr_TR,
];

/// Month by name, in lower case.
static OTHERS: LazyLock<HashMap<String, u32>> = LazyLock::new(|| {
    let named = LOCALES.iter().flat_map(|(_, names)| of_locale(names));
    named.collect()
});

/// The names of a locale with their months.
fn of_locale(names: &Names) -> impl Iterator<Item = (String, u32)> {
    let named = |names: &'static [&'static str]| names.iter().zip(1..);
    (names.iter().flatten().copied())
        .flat_map(named)
        .filter_map(|(name, month)| Some((plain(name)?, month)))
}

/// A name without the article of Catalan dates and the point of an abbreviation. `None` if it is not
/// of letters alone.
fn plain(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let articles = ["de ", "d’", "d'"];
    let bare = (articles.iter()).find_map(|article| lower.strip_prefix(article));
    let bare = bare.unwrap_or(&lower).trim().trim_end_matches('.');
    (!bare.is_empty() && bare.chars().all(char::is_alphabetic)).then(|| bare.to_owned())
}

/// The month that a text is, by its number or its name.
pub(crate) fn month_number(text: &[u8]) -> Option<u32> {
    if let Some((month, [])) = number(text, 2) {
        return Some(month);
    }
    month_name(text).and_then(|(month, rest)| rest.is_empty().then_some(month))
}

/// The month, 1 to 12, that the text begins with, and the text behind its name: in English in full
/// or by three letters and more, in other languages in full or abbreviated as in their locale.
pub(super) fn month_name(text: &[u8]) -> Option<(u32, &[u8])> {
    let (name, rest) = letters(text);
    let lower = name.to_lowercase();
    let english = ENGLISH
        .iter()
        .position(|full| lower.len() >= 3 && full.starts_with(&lower));
    let month = match english {
        Some(at) => at as u32 + 1,
        None => *OTHERS.get(&lower)?,
    };
    Some((month, rest.strip_prefix(b".").unwrap_or(rest)))
}

/// The letters that the text begins with, in UTF-8, and what is behind them.
pub(super) fn letters(text: &[u8]) -> (&str, &[u8]) {
    let valid = text.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let end = valid.find(|c: char| !c.is_alphabetic());
    let end = end.unwrap_or(valid.len());
    (&valid[..end], &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_of_two_months() {
        let mut seen: HashMap<String, (u32, &str)> = HashMap::new();
        for (at, full) in ENGLISH.iter().enumerate() {
            for end in 3..=full.len() {
                seen.insert(full[..end].to_owned(), (at as u32 + 1, "English"));
            }
        }
        for (locale, names) in &LOCALES {
            let mut months = 0_u32;
            for (name, month) in of_locale(names) {
                let other = seen.entry(name.clone()).or_insert((month, locale));
                assert_eq!(month, other.0, "{name} of {locale} and {}", other.1);
                months |= 1 << month;
            }
            assert_eq!(months.count_ones(), 12, "{locale} lacks a month");
        }
    }

    #[test]
    fn months_are_read_in_the_languages_of_cities() {
        for (text, month, rest) in [
            ("Sept. 3", 9, " 3"),
            ("MARCH", 3, ""),
            ("août 2020", 8, " 2020"),
            ("févr. 2020", 2, " 2020"),
            ("Dezembro", 12, ""),
            ("stycznia", 1, ""),
            ("styczeń", 1, ""),
            ("März", 3, ""),
            ("Jänner", 1, ""),
            ("març", 3, ""),
            ("mrt", 3, ""),
            ("enero-2020", 1, "-2020"),
            ("Ağustos", 8, ""),
        ] {
            assert_eq!(
                month_name(text.as_bytes()),
                Some((month, rest.as_bytes())),
                "{text}"
            );
        }
        for text in ["", "ma", "marz0", "listo", "7", "\u{a0}mai"] {
            let found = month_name(text.as_bytes()).filter(|(_, rest)| rest.is_empty());
            assert_eq!(found, None, "{text}");
        }
        assert_eq!(month_name(b"ao\xfbt"), None);
    }
}
