function (user, context, callback) {
  if (user.email_verified) {
    function label(name) {
      return name.toUpperCase();
    }
  } else {
    // Nobody may see it.
    function label() {
      return 'somebody';
    }
  }
  context.idToken['https://acme.io/name'] = label(user.user_id);
  callback(null, user, context);
}
