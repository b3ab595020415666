function forget(user, context, callback) {
  auth0.users.updateUserMetadata(user.user_id, {})
    .then(() => callback(null, user, context))
    .catch(callback);
}
