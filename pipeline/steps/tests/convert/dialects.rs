//! The forms that a CSV can have: lines before the header, comments, escapes, line ends, names.

use crate::support::{HEADER, Kept, convert, convert_error, one, simple};
use hotcast_steps::convert::{Columns, Convert};

const ROW: &str = "2021-03-04,5,6,A,1\n";

fn refused(params: &Convert, text: &str) -> (String, String) {
    let error = convert_error(params, text.as_bytes());
    (error.to_string(), error.hint().unwrap())
}

/// Follows a hint: the file that was refused is read, with every row kept.
fn kept_with(params: &Convert, text: &str, rows: usize) -> Vec<Kept> {
    let outcome = convert(params, text);
    assert_eq!(outcome.reasons(), []);
    assert_eq!(outcome.kept.len(), rows);
    outcome.kept
}

fn strict() -> Convert {
    Convert {
        max_reject_share: 0.5,
        ..simple()
    }
}

#[test]
fn a_title_above_the_header_is_passed_over_as_the_hint_says() {
    let text = format!("Incidents, \"all\" of 2021\n\n{HEADER}{ROW}x,5,6,A,1\n");
    let (message, hint) = refused(&strict(), &text);
    assert!(message.contains("line 1: no column `when`"), "{message}");
    assert_eq!(hint, "line 3 has the mapped columns: `skip_rows: 2`");
    let params = Convert {
        skip_rows: 2,
        ..strict()
    };
    let outcome = convert(&params, &text);
    assert_eq!(outcome.reasons(), [(5, "unparsable_time")]);
    assert_eq!(outcome.kept.len(), 1);
}

#[test]
fn a_title_in_one_field_points_to_the_first_wider_line() {
    let (_, hint) = refused(&strict(), "City of X\nmade today\na,b,c,d\n1,2,3,4\n");
    assert_eq!(
        hint,
        "line 3 has 4 fields: `skip_rows: 2` takes it for the header"
    );
}

#[test]
fn lines_passed_over_may_be_more_than_there_are() {
    let params = Convert {
        skip_rows: 9,
        ..strict()
    };
    let (message, _) = refused(&params, &format!("{HEADER}{ROW}"));
    assert_eq!(
        message,
        "a.csv: the file is empty below the 2 lines that are skipped, without a header line"
    );
}

#[test]
fn another_separator_than_the_declared_one_is_named() {
    let text = "when;lon;lat;what;id\n2021-03-04;5;6;A;1\n";
    let declared = Convert {
        delimiter: ",".to_owned(),
        ..strict()
    };
    let (_, hint) = refused(&declared, text);
    assert_eq!(hint, "line 1 has the mapped columns: `delimiter: \";\"`");
    kept_with(&strict(), text, 1);
    let titled = format!("a, b, c, d, e, f\n{text}");
    assert_eq!(
        refused(&declared, &titled).1,
        "line 2 has the mapped columns: `skip_rows: 1` and `delimiter: \";\"`"
    );
}

#[test]
fn a_file_without_a_header_line_gets_its_names_from_the_workflow() {
    let text = "2021-03-04,5,6,A,1\n2021-03-05,7,8,B,2\n";
    let (_, hint) = refused(&strict(), text);
    assert_eq!(
        hint,
        "this line looks like a row: `header: [name, …]` names the 5 columns of a file without a \
         header line"
    );
    let names = |names: &str| Some(names.split(',').map(str::to_owned).collect());
    let params = Convert {
        header: names("when,lon,lat,what,id"),
        ..strict()
    };
    let kept = kept_with(&params, text, 2);
    assert_eq!((kept[1].lon, kept[1].id.as_deref()), (7.0, Some("2")));
    // A header line that is there all the same is not a row, and lines count from the first.
    let outcome = convert(&params, &format!("{HEADER}{text}x,5,6,A,3\n"));
    assert_eq!(
        outcome.reasons(),
        [(1, "repeated_header"), (4, "unparsable_time")]
    );
    // The separator is the one by which there are as many fields as names.
    let params = Convert {
        header: names("when,lon,lat"),
        columns: Columns {
            category: None,
            id: None,
            ..simple().columns
        },
        decimal: ',',
        ..strict()
    };
    let kept = kept_with(&params, "2021-03-04;5,25;6\n", 1);
    assert_eq!((kept[0].lon, kept[0].lat), (5.25, 6.0));
}

#[test]
fn comments_are_not_rows_wherever_they_stand() {
    let text =
        format!("# made by \"x\n#\n{HEADER}#1,\"\n{ROW}# \"end\nx,1,1,#A,1\n\"#\",1,1,A,1\n");
    let params = Convert {
        comment: Some('#'),
        ..simple()
    };
    let outcome = convert(&params, &text);
    assert_eq!(outcome.counts.rows_in, 3);
    assert_eq!(
        outcome.reasons(),
        [(7, "unparsable_time"), (8, "unparsable_time")]
    );
}

#[test]
fn escaped_quotes_are_read_as_the_hint_says() {
    let text = concat!(
        "when,lon,lat,what,id\n",
        r#"2021-03-04,5,6,"3\" pipe, red",1"#,
        "\n",
        r#"2021-03-05,5,6,"D:\\x\\",2"#,
        "\n",
        r#"2021-03-06,5,6,"\"a\", ""b""",3"#,
        "\n",
        r#"x,5,6,"4\" pipe, red",4"#,
        "\n",
    );
    let few = Convert {
        max_reject_share: 0.1,
        ..simple()
    };
    let (message, hint) = refused(&few, text);
    assert!(message.contains("field_count"), "{message}");
    assert_eq!(
        hint,
        "the row escapes quotes with a backslash: `escape: \"\\\\\"`; or raise \
         `max_reject_share`, now 0.1"
    );
    let params = Convert {
        escape: Some('\\'),
        ..simple()
    };
    let outcome = convert(&params, text);
    let categories: Vec<_> = outcome
        .kept
        .iter()
        .map(|k| k.category.as_deref().unwrap())
        .collect();
    assert_eq!(categories, ["3\" pipe, red", "D:\\x\\", "\"a\", \"b\""]);
    assert_eq!(outcome.rejected[0].raw, r#"x,5,6,"4\" pipe, red",4"#);
    assert_eq!(outcome.reasons(), [(5, "unparsable_time")]);
}

#[test]
fn carriage_returns_alone_end_lines_only_where_there_is_nothing_else() {
    let text = format!("\n{HEADER}{ROW}x,1,1,A,1\n").replace('\n', "\r");
    let outcome = convert(&simple(), &text);
    assert_eq!(
        (outcome.kept.len(), outcome.reasons()),
        (1, vec![(4, "unparsable_time")])
    );
    // In a file with line feeds they stay characters.
    let text = format!("{HEADER}2021-03-04,5,6,a\rb,\"c\rd\"\n2021-03-04,5,6,a,1\r\n");
    let kept = kept_with(&simple(), &text, 2);
    assert_eq!(kept[0].category.as_deref(), Some("a\rb"));
    assert_eq!(kept[0].id.as_deref(), Some("c\rd"));
    let text = format!("{}\r2021-03-04,5,6,a,1\n{HEADER}", HEADER.trim_end());
    let (_, hint) = refused(&strict(), &text);
    assert!(hint.contains("skip_rows: 1"), "{hint}");
    let (_, hint) = refused(&strict(), "when,lon,la\r2021-03-04,5,6\n2021-03-04,5,6\n");
    assert!(hint.contains("carriage returns"), "{hint}");
}

#[test]
fn rows_with_a_blank_surplus_field_are_read_as_the_hint_says() {
    let text = format!("{HEADER}2021-03-04,5,6,A,1,\n2021-03-05,5,6,A,2, \n");
    let (message, hint) = refused(&strict(), &text);
    assert!(
        message.contains("2 of 2 rows are malformed, mostly by field_count"),
        "{message}"
    );
    assert!(
        hint.starts_with("the row ends with a separator that the header lacks: `ragged: true`"),
        "{hint}"
    );
    let ragged = Convert {
        ragged: true,
        ..strict()
    };
    kept_with(&ragged, &text, 2);
    let text = "when,lon,lat,what,id,\n2021-03-04,5,6,A,1\n";
    let (_, hint) = refused(&strict(), text);
    assert!(
        hint.starts_with("the header ends with a separator that the row lacks"),
        "{hint}"
    );
    kept_with(&ragged, text, 1);
}

#[test]
fn concatenated_files_may_each_have_a_byte_order_mark() {
    let part = |id| format!("\u{feff}{HEADER}\u{feff}2021-03-04,5,6,A,{id}\n");
    let text = format!("{}{}\u{feff}\"2021-03-05\",5,6,A,3\n", part(1), part(2));
    let outcome = convert(&simple(), &text);
    assert_eq!(outcome.reasons(), [(3, "repeated_header")]);
    assert_eq!(outcome.kept.len(), 3);
    assert_eq!(outcome.times()[2], "2021-03-05 00:00:00");
}

#[test]
fn equal_names_are_addressed_by_their_number() {
    let text = "when,lon,when,lat,what,id\nx,5,2021-03-04,6,A,1\nx,5,2021-03-99,6,A,1\n";
    let (message, hint) = refused(&simple(), text);
    assert!(message.contains("column `when` for `columns.time` occurs more than once"));
    assert_eq!(
        hint,
        "`when#1` is the first column of that name, `when#2` the second"
    );
    let params = Convert {
        columns: Columns {
            time: one("When#2"),
            ..simple().columns
        },
        ..simple()
    };
    let outcome = convert(&params, text);
    assert_eq!(outcome.times(), ["2021-03-04 00:00:00"]);
    assert_eq!(outcome.rejected[0].field.as_deref(), Some("when#2"));
    // The value at fault is the second column's.
    let few = Convert {
        max_reject_share: 0.1,
        ..params
    };
    assert!(
        convert_error(&few, text.as_bytes())
            .to_string()
            .contains("`2021-03-99`")
    );
}

#[test]
fn a_message_is_never_longer_than_a_screen() {
    let wide: Vec<String> = (0..5000).map(|i| format!("column {i}")).collect();
    let long = "y".repeat(1 << 20);
    for text in [
        format!("{}\n1\n", wide.join(",")),
        format!("{long}\n1\n"),
        format!("{HEADER}{long},5,6,A,1\n"),
        format!("when,lon,lat,what,id,{long}\n1,2\n"),
    ] {
        let (message, hint) = refused(&strict(), &text);
        assert!(
            message.len() + hint.len() < 2500,
            "{}",
            message.len() + hint.len()
        );
    }
}
