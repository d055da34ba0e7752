use proptest::prelude::*;

use super::*;

const THREE: Layout = Layout {
    delimiter: b',',
    newline: b'\n',
    escape: None,
    comment: None,
    fields: Some(3),
};

fn split_all(layout: Layout, text: &[u8]) -> Vec<(String, u64, Shape, usize)> {
    let (mut at, mut ends, mut found) = (0, Vec::new(), Vec::new());
    while at < text.len() {
        let record = layout.record(text, at, true, &mut ends).unwrap();
        found.push((
            String::from_utf8_lossy(&text[at..record.end]).into_owned(),
            record.lines,
            record.shape,
            ends.len(),
        ));
        at = record.end;
    }
    found
}

#[test]
fn quoted_delimiters_and_line_ends_belong_to_the_field() {
    let found = split_all(THREE, b"a,\"b,\n\"\"c\"\"\",d\r\n1,2,3");
    assert_eq!(
        found[0],
        ("a,\"b,\n\"\"c\"\"\",d\r\n".to_owned(), 2, Shape::Split, 3)
    );
    assert_eq!(found[1], ("1,2,3".to_owned(), 1, Shape::Split, 3));
}

#[test]
fn a_quote_inside_a_field_is_a_character() {
    let found = split_all(THREE, b"5\" PIPE,b,c\n1,2,3\n");
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].3, 3);
}

#[test]
fn a_stray_opening_quote_costs_its_own_line_only() {
    let found = split_all(THREE, b"1,\"2,3\n4,5,6\n7,\"8\",9\n");
    assert_eq!(found.len(), 3);
    assert_eq!(found[0].2, Shape::Unbalanced);
    assert_eq!(found[1].2, Shape::Split);
    assert_eq!(found[2].3, 3);
}

#[test]
fn a_stray_quote_in_the_last_line_is_given_up_at_the_end() {
    let found = split_all(THREE, b"1,2,3\n4,\"5,6");
    assert_eq!(found[1].2, Shape::Unbalanced);
}

#[test]
fn an_endless_quote_is_given_up_after_the_limit() {
    let mut text = b"1,\"2,3\n".to_vec();
    for _ in 0..MAX_QUOTED_RECORD / 4 {
        text.extend_from_slice(b"4,5,6\n");
    }
    let mut ends = Vec::new();
    let first = THREE.record(&text, 0, false, &mut ends).unwrap();
    assert_eq!((first.end, first.shape), (7, Shape::Unbalanced));
    assert_eq!(THREE.last_boundary(&text), text.len());
}

#[test]
fn a_tab_separated_file_has_no_tab_blanks() {
    let layout = Layout {
        delimiter: b'\t',
        ..THREE
    };
    let found = split_all(layout, b"a\t\"b\tx\"\t\n");
    assert_eq!(found[0].3, 3);
}

proptest! {
    /// Cutting at the last boundary of any prefix never changes the records.
    #[test]
    fn boundaries_of_prefixes_are_boundaries_of_the_whole(
        text in "[a,\"\n\r ]{0,60}",
        cut in 0usize..60,
    ) {
        let text = text.as_bytes();
        let cut = cut.min(text.len());
        let boundary = THREE.last_boundary(&text[..cut]);
        let mut parts = split_all(THREE, &text[..boundary]);
        parts.extend(split_all(THREE, &text[boundary..]));
        prop_assert_eq!(parts, split_all(THREE, text));
    }

    /// So it is in files with comments, escapes, byte order marks and other line ends.
    #[test]
    fn boundaries_hold_in_every_dialect(
        text in "([a,\"\n\r #\\\\]|\u{feff}){0,60}",
        cut in 0usize..80,
        newline in prop::sample::select(vec![b'\n', b'\r']),
        escape in prop::sample::select(vec![None, Some(b'\\')]),
        comment in prop::sample::select(vec![None, Some(b'#')]),
    ) {
        let layout = Layout { newline, escape, comment, ..THREE };
        let text = text.as_bytes();
        let boundary = layout.last_boundary(&text[..cut.min(text.len())]);
        let mut parts = split_all(layout, &text[..boundary]);
        parts.extend(split_all(layout, &text[boundary..]));
        prop_assert_eq!(parts, split_all(layout, text));
    }
}

#[test]
fn escaped_quotes_are_part_of_the_field() {
    let layout = Layout {
        escape: Some(b'\\'),
        ..THREE
    };
    let text = br#"1,"2\" x, y",z
2,"C:\\",z
3,"a\n""b",\"#;
    let found = split_all(layout, text);
    assert!(
        found.iter().all(|r| r.2 == Shape::Split && r.3 == 3),
        "{found:?}"
    );
    let mut ends = Vec::new();
    let mut plain = |line: &[u8]| {
        layout.record(line, 0, true, &mut ends).unwrap();
        layout
            .unescaped(line, 0, &ends)
            .map(|(text, _)| String::from_utf8(text).unwrap())
    };
    assert_eq!(plain(br#"1,"2\" x, y",z"#).unwrap(), r#"1,"2"" x, y",z"#);
    assert_eq!(plain(br#"2,"C:\\",z"#).unwrap(), r#"2,"C:\",z"#);
    assert_eq!(plain(br#"3,"a\n""b",\"#).unwrap(), r#"3,"a\n""b",\"#);
    assert_eq!(plain(b"1,2,3"), None);
}

#[test]
fn comments_are_lines_whatever_quotes_they_hold() {
    let layout = Layout {
        comment: Some(b'#'),
        ..THREE
    };
    let found = split_all(layout, b"# \"a,\n1,2,3\n4,\"#\n#\",6\n#");
    let shapes: Vec<Shape> = found.iter().map(|r| r.2).collect();
    assert_eq!(
        shapes,
        [Shape::Comment, Shape::Split, Shape::Split, Shape::Comment]
    );
    assert_eq!(found[2].0, "4,\"#\n#\",6\n");
}
