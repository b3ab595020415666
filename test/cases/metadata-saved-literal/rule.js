function markLogin(user, context, callback) {
  auth0.users.updateUserMetadata(user.user_id, { last_client: context.clientID, seen: true })
    .then(function () {
      callback(null, user, context);
    })
    .catch(function (err) {
      callback(err);
    });
}
