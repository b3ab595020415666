function (user, context, callback) {
  if (context.protocol === 'redirect-callback') {
    context.idToken['https://example.com/asked'] = user.user_metadata.asked;
    return callback(null, user, context);
  }
  auth0.users.updateUserMetadata(user.user_id, { asked: true, skipped: null }).then(function () {
    context.redirect = { url: 'https://example.com/consent' };
    callback(null, user, context);
  }).catch(callback);
}
