function markLogin(user, context, callback) {
  auth0.users.updateUserMetadata(user.user_id, { last_client: context.clientID, seen: true })
    .then(function () { // saved
      callback(null, user, context); // on with it
    })
    .catch(function (err) {
      callback(err); // not saved
    });
}
