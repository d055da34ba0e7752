//! What the data do not tell is asked; where nobody answers, the likeliest is taken and marked.

use hotcast_steps::init::{Answer, DateOrder, Options, Question, look};

use super::support::{Files, step};

/// Gives the answers in turn, and keeps the questions.
struct Scripted {
    answers: Vec<usize>,
    asked: Vec<Question>,
}

impl Answer for Scripted {
    fn answer(&mut self, question: &Question) -> Option<usize> {
        self.asked.push(question.clone());
        Some(self.answers.remove(0))
    }
}

/// Days that are months as well.
fn ambiguous() -> Files {
    let rows: String = (0..200)
        .map(|n| {
            format!(
                "{n},{:02}/{:02}/2020,{},{}\n",
                1 + n % 12,
                1 + n / 12 % 12,
                48.1 + f64::from(n) * 1e-4,
                11.5
            )
        })
        .collect();
    Files::new(&[("a.csv", format!("id,date,lat,lon\n{rows}").as_bytes())])
}

#[test]
fn the_order_of_day_and_month_is_asked_and_otherwise_taken_from_the_country() {
    let files = ambiguous();
    let input = ["a.csv".to_owned()];
    let mut person = Scripted {
        answers: vec![1],
        asked: Vec::new(),
    };
    let asked = look(&files.files, &input, &Options::default(), &mut person).unwrap();
    assert_eq!(person.asked.len(), 1);
    assert_eq!(person.asked[0].choices.len(), 2);
    assert!(
        person.asked[0].choices[0]
            .examples
            .contains(&"01/01/2020".to_owned())
    );
    let chosen = person.asked[0].choices[1].label.clone();
    assert_eq!(step(&asked, "convert")["time_format"], chosen.as_str());
    assert!(!asked.workflow.contains("LIKELIEST"));

    // Munich: day first.
    let city = Options {
        city: Some("Munich".to_owned()),
        ..Options::default()
    };
    let guessed = files.look(&city).unwrap();
    assert_eq!(step(&guessed, "convert")["time_format"], "%d/%m/%Y");
    assert!(
        guessed
            .workflow
            .contains("LIKELIEST order of day and month")
    );
    let told = Options {
        date_order: Some(DateOrder::Mdy),
        ..city
    };
    let told = files.look(&told).unwrap();
    assert_eq!(step(&told, "convert")["time_format"], "%m/%d/%Y");
    assert!(!told.workflow.contains("LIKELIEST"));
}

#[test]
fn two_columns_with_dates_are_a_question_with_values_of_each() {
    let rows: String = (0..200)
        .map(|n| {
            format!(
                "{n},2020-01-{0:02},2020-02-{0:02},48.1,11.{n}\n",
                1 + n % 28
            )
        })
        .collect();
    let files = Files::new(&[("a.csv", format!("id,date,day,lat,lon\n{rows}").as_bytes())]);
    let mut person = Scripted {
        answers: vec![1],
        asked: Vec::new(),
    };
    let input = ["a.csv".to_owned()];
    let proposal = look(&files.files, &input, &Options::default(), &mut person).unwrap();
    let labels: Vec<&str> = person.asked[0]
        .choices
        .iter()
        .map(|c| c.label.as_str())
        .collect();
    assert_eq!(labels, ["date", "day"]);
    assert_eq!(person.asked[0].choices[1].examples.len(), 3);
    assert_eq!(step(&proposal, "convert")["columns"]["time"], "day");
}
