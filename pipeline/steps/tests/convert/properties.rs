//! Properties that hold for any text.

use proptest::prelude::*;

use crate::support::{HEADER, Outcome, convert, simple, try_files};

/// Field texts that are likely to upset a reader.
fn any_row() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (1u32..13, 1u32..32, -100i32..100, -100i32..100)
            .prop_map(|(month, day, lon, lat)| {
                let id = format!("\"x, \"\"{day}\"\"\"");
                format!("2020-{month:02}-{day:02},{lon},{lat},A,{id}")
            }),
        2 => "[0-9,\"a \r.-]{0,24}",
        1 => Just("2020-01-01,1,1,\"two\nlines\",3".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever the text, each record is kept or rejected, once; `try_files` checks the sums.
    #[test]
    fn every_row_is_accounted_for(rows in prop::collection::vec(any_row(), 0..40)) {
        let text = format!("{HEADER}{}", rows.join("\n"));
        let outcome = convert(&simple(), &text);
        let lines = text.lines().count() as u64;
        prop_assert!(outcome.counts.rows_in < lines.max(1));
        prop_assert!(outcome.rejected.windows(2).all(|pair| pair[0].line < pair[1].line));
    }

    /// Well-formed rows in another order, or spread over files, are the same incidents.
    #[test]
    fn the_order_of_rows_and_files_does_not_matter(
        days in prop::collection::vec((1u32..29, -90i32..90), 1..40),
        seed in any::<u64>(),
        cut in 0usize..40,
    ) {
        let row = |(i, (day, at)): (usize, &(u32, i32))| {
            format!("2020-02-{day:02},{at},{at},A,{i}\n")
        };
        let mut rows: Vec<String> = days.iter().enumerate().map(row).collect();
        let sorted = |outcome: Outcome| {
            let mut rows: Vec<String> = outcome.kept.iter().map(|k| format!("{k:?}")).collect();
            rows.sort();
            (rows, outcome.counts.rows_rejected)
        };
        let straight = sorted(convert(&simple(), &format!("{HEADER}{}", rows.concat())));
        let pivot = (seed % rows.len() as u64) as usize;
        rows.rotate_left(pivot);
        rows.reverse();
        let (first, second) = rows.split_at(cut.min(rows.len()));
        let files = [format!("{HEADER}{}", first.concat()), format!("{HEADER}{}", second.concat())];
        let files = [("b.csv", files[1].as_bytes()), ("a.csv", files[0].as_bytes())];
        let shuffled = try_files(&simple(), &files, 2).unwrap();
        prop_assert_eq!(straight, sorted(shuffled));
    }
}
