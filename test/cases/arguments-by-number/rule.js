function byNumber(user, context) {
  arguments[2](null, user, context);
}
