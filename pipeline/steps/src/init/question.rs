//! Questions that only a person can answer.

/// A question with the answers that the data allow.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The question, as a sentence.
    pub text: String,
    /// The answers, the likeliest first.
    pub choices: Vec<Choice>,
}

/// A possible answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The answer, such as a column's name.
    pub label: String,
    /// Values that it is about.
    pub examples: Vec<String>,
}

/// Answers questions.
pub trait Answer {
    /// The position of the answer; `None` if nobody can be asked, which takes the first and marks it
    /// in the workflow.
    fn answer(&mut self, question: &Question) -> Option<usize>;
}

/// Nobody to be asked.
pub struct Nobody;

impl Answer for Nobody {
    fn answer(&mut self, _: &Question) -> Option<usize> {
        None
    }
}

/// An answer, and whether a person gave it.
pub(super) struct Answered {
    pub(super) at: usize,
    pub(super) guessed: bool,
}

/// Asks unless there is only one answer.
pub(super) fn ask(who: &mut dyn Answer, question: &Question) -> Answered {
    if question.choices.len() < 2 {
        return Answered {
            at: 0,
            guessed: false,
        };
    }
    match who.answer(question) {
        Some(at) if at < question.choices.len() => Answered { at, guessed: false },
        _ => Answered {
            at: 0,
            guessed: true,
        },
    }
}
