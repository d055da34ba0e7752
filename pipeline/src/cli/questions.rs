//! Asks questions on a terminal.

use std::io::{IsTerminal as _, stderr, stdin};

use dialoguer::Select;
use dialoguer::theme::ColorfulTheme;

use hotcast_steps::init::{Answer, Nobody, Question};

/// A person at the terminal.
struct Person;

impl Answer for Person {
    fn answer(&mut self, question: &Question) -> Option<usize> {
        let items: Vec<String> = question
            .choices
            .iter()
            .map(|choice| format!("{}   e.g. {}", choice.label, choice.examples.join(" | ")))
            .collect();
        // Escape leaves it to the program, as without a terminal.
        Select::with_theme(&ColorfulTheme::default())
            .with_prompt(&question.text)
            .items(&items)
            .default(0)
            .interact_opt()
            .ok()
            .flatten()
    }
}

/// The person at the terminal, if there is one and may be asked.
pub(super) fn asking(may_ask: bool) -> Box<dyn Answer> {
    if may_ask && stdin().is_terminal() && stderr().is_terminal() {
        Box::new(Person)
    } else {
        Box::new(Nobody)
    }
}
