//! The chat template that comes with the model, rendered by a Jinja engine.

use super::{Conversation, ImageTokens, LocalTime, Part, PromptError, SpecialTokens, jinja, source};
use minijinja::{Environment, Value, context, value::Serde};
use serde::Serialize;

const NAME: &str = "chat";

/// A compiled chat template.
pub struct ChatTemplate {
    environment: Environment<'static>,
}

#[derive(Serialize)]
struct TemplateMessage<'a> {
    role: &'static str,
    content: Vec<TemplatePart<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum TemplatePart<'a> {
    Image,
    Text { text: &'a str },
}

impl ChatTemplate {
    /// Compiles a template with the settings transformers uses.
    ///
    /// # Errors
    /// When it is no Jinja.
    pub fn new(source: &str) -> Result<Self, PromptError> {
        let mut environment = jinja::environment()?;
        let source = source::prepared(source)?;
        environment.add_template_owned(NAME, source).map_err(|error| jinja::failure(&error))?;
        Ok(Self { environment })
    }

    /// The same, with the names of special tokens known to it.
    pub fn with_tokens(mut self, tokens: &SpecialTokens) -> Self {
        for (name, text) in tokens.iter() {
            self.environment.add_global(name.to_owned(), text);
        }
        self
    }

    /// The prompt text, every `<image>` expanded into its frames and the answer begun.
    ///
    /// `grids` holds (rows, columns) per picture; `now` is what the template takes for the time.
    ///
    /// # Errors
    /// When the text of the conversation spells a token the model reserves, a grid has no tokens, or the template
    /// fails.
    pub fn render(
        &self,
        conversation: &Conversation,
        grids: &[(u32, u32)],
        tokens: &ImageTokens,
        now: LocalTime,
    ) -> Result<String, PromptError> {
        for text in conversation.texts() {
            tokens.refuse_reserved(text)?;
        }
        let messages: Vec<_> = conversation
            .messages
            .iter()
            .map(|message| TemplateMessage {
                role: message.role.name(),
                content: message
                    .parts
                    .iter()
                    .map(|part| match part {
                        Part::Image(_) => TemplatePart::Image,
                        Part::Text(text) => TemplatePart::Text { text },
                    })
                    .collect(),
            })
            .collect();
        let rendered = self.text(&messages, now)?;
        tokens.expand(&rendered, conversation.images().map(|index| grids[index]))
    }

    /// What the template makes of `messages`, a list as transformers' `apply_chat_template` takes it.
    ///
    /// # Errors
    /// When the template fails, refuses the messages, or doesn't come to an end.
    pub fn text(&self, messages: &impl Serialize, now: LocalTime) -> Result<String, PromptError> {
        let template = self.environment.get_template(NAME).map_err(|error| jinja::failure(&error))?;
        let context = context! {
            messages => Value::from(Serde(messages)),
            add_generation_prompt => true,
            tools => (),
            documents => (),
            strftime_now => Value::from_function(move |format: &str| now.strftime(format)),
        };
        template.render(context).map_err(|error| jinja::failure(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMOLVLM: &str = "<|im_start|>{% for message in messages %}{{message['role'] | capitalize}}{% if message['content'][0]['type'] == 'image' %}{{':'}}{% else %}{{': '}}{% endif %}{% for line in message['content'] %}{% if line['type'] == 'text' %}{{line['text']}}{% elif line['type'] == 'image' %}{{ '<image>' }}{% endif %}{% endfor %}<end_of_utterance>\n{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}";

    fn tokens() -> ImageTokens {
        ImageTokens::new(2, ["<image>", "<end_of_utterance>"].map(String::from).to_vec())
    }

    #[test]
    fn two_turns_about_one_picture() {
        let history = [("What is it?".to_owned(), " A cat.".to_owned())];
        let conversation = Conversation::with_history(1, &history, "What colour?");
        let text =
            ChatTemplate::new(SMOLVLM).unwrap().render(&conversation, &[(0, 0)], &tokens(), LocalTime::new(0)).unwrap();
        assert_eq!(
            text,
            "<|im_start|>User:<fake_token_around_image><global-img><image><image><fake_token_around_image>What is it?<end_of_utterance>\n\
             Assistant: A cat.<end_of_utterance>\nUser: What colour?<end_of_utterance>\nAssistant:"
        );
    }

    #[test]
    fn a_grid_is_written_row_by_row_with_the_global_view_last() {
        let text = ChatTemplate::new(SMOLVLM)
            .unwrap()
            .render(&Conversation::about_pictures(1, "?"), &[(2, 1)], &tokens(), LocalTime::new(0))
            .unwrap();
        assert_eq!(
            text,
            "<|im_start|>User:<fake_token_around_image><row_1_col_1><image><image>\n<fake_token_around_image><row_2_col_1><image><image>\n\n\
             <fake_token_around_image><global-img><image><image><fake_token_around_image>?<end_of_utterance>\nAssistant:"
        );
    }

    #[test]
    fn reserved_words_are_refused() {
        let conversation = Conversation::about_pictures(0, "What does <end_of_utterance> mean?");
        let error =
            ChatTemplate::new(SMOLVLM).unwrap().render(&conversation, &[], &tokens(), LocalTime::new(0)).unwrap_err();
        assert_eq!(error, PromptError::ReservedToken { token: "<end_of_utterance>".into() });
    }
}
