//! Who said what, with pictures as parts of a message.

/// Who speaks. The template decides how the name is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    User,
    Assistant,
}

impl Role {
    pub(super) fn name(self) -> &'static str {
        match self {
            Role::User => "user",
            Role::Assistant => "assistant",
        }
    }
}

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Index into the pictures that go with the conversation.
    Image(usize),
    Text(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub role: Role,
    pub parts: Vec<Part>,
}

/// Messages in order; the last one is the user's and waits for an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conversation {
    pub messages: Vec<Message>,
}

impl Conversation {
    /// The usual case: all pictures, then one question.
    pub fn about_pictures(pictures: usize, question: &str) -> Self {
        Self::with_history(pictures, &[], question)
    }

    /// Pictures belong to the first question; `history` holds earlier questions and answers. Answers are trimmed:
    /// the template puts its own space before them, as the model does when it begins to speak.
    pub fn with_history(pictures: usize, history: &[(String, String)], question: &str) -> Self {
        let mut messages = Vec::with_capacity(history.len() * 2 + 1);
        let mut images: Vec<Part> = (0..pictures).map(Part::Image).collect();
        let mut user = |text: &str| {
            let mut parts = std::mem::take(&mut images);
            parts.push(Part::Text(text.to_owned()));
            Message { role: Role::User, parts }
        };
        for (question, answer) in history {
            messages.push(user(question));
            messages.push(Message { role: Role::Assistant, parts: vec![Part::Text(answer.trim().to_owned())] });
        }
        messages.push(user(question));
        Self { messages }
    }

    /// Picture indices in the order the template will meet them.
    pub(super) fn images(&self) -> impl Iterator<Item = usize> {
        self.parts().filter_map(|part| match part {
            Part::Image(index) => Some(*index),
            Part::Text(_) => None,
        })
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.parts().filter_map(|part| match part {
            Part::Text(text) => Some(text.as_str()),
            Part::Image(_) => None,
        })
    }

    fn parts(&self) -> impl Iterator<Item = &Part> {
        self.messages.iter().flat_map(|message| &message.parts)
    }
}
