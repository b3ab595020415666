function consent(user, context, callback) {
  user.user_metadata = user.user_metadata || {};
  if (context.protocol === 'redirect-callback') {
    if (context.request.query.confirmed !== 'yes') return callback(new UnauthorizedError('No consent.'));
    auth0.users.updateUserMetadata(user.user_id, { consent: true })
      .then(() => callback(null, user, context))
      .catch((err) => callback(err));
    return;
  }
  if (!user.user_metadata.consent) {
    context.redirect = { url: 'https://consent.example.com/?user=' + encodeURIComponent(user.user_id) };
  }
  callback(null, user, context);
}
