function (user, context, callback) {
  if (context.protocol !== 'redirect-callback') return callback(null, user, context);
  user.user_metadata = user.user_metadata || {};
  user.user_metadata.terms = context.request.query.terms;
  auth0.users
    .updateUserMetadata(user.user_id, user.user_metadata)
    .then(() => callback(null, user, context))
    .catch(callback);
}
