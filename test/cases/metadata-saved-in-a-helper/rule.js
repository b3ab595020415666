async function consent(user, context, callback) {
  const save = ({ person, terms }) => auth0.users.updateAppMetadata(person.user_id, { terms });
  const { terms } = user.app_metadata || {};
  if (terms !== configuration.TERMS) {
    try {
      await save({ person: user, terms: configuration.TERMS });
    } catch (error) {
      return callback(error);
    }
  }
  callback(null, user, context);
}
